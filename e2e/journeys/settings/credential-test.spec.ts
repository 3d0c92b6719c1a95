import type { Locator, Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { type Codat, expect, test, waitForHydration } from '../../fixtures';
import type { Portal } from '../../start-portal';

const clientId = '5f9c1b7ad2e44a0012ab2a6b';
const secret = 'd41a7f3c9be85026f17d3ca4e86b95';
const plaidPage = routes.integration('local', 'banking', 'suuo');
const stripeTestPage = routes.integration('local', 'commerce', 'yzth');
const sandbox = '/plaid/sandbox/institutions/get';

const starter = (page: Page) => page.getByRole('button', { name: 'Test credentials' });
const status = (page: Page, words: RegExp) => page.getByRole('status').filter({ hasText: words });
const sentTo = async (codat: Codat, path: string) =>
  (await codat.requests()).filter((request) => request.path === path);
const writes = async (codat: Codat) =>
  (await codat.requests()).filter(({ method, path }) => method !== 'GET' && !path.startsWith('/plaid/'));

/** Returns the outcome of the latest test; null while it runs. */
function latestOutcome(portal: Portal): string | null | undefined {
  const rows = portal.query<{ outcome: string | null }>(
    "select outcome from activity where action = 'credentials.test' order by at desc, seq desc limit 1",
  );
  return rows[0]?.outcome;
}

async function open(page: Page, address: typeof plaidPage): Promise<Locator> {
  await page.goto(address);
  await waitForHydration(starter(page));
  return starter(page);
}

async function fillPlaid(page: Page, typed = secret): Promise<void> {
  await page.getByLabel('Client ID', { exact: true }).fill(clientId);
  await page.getByLabel('Sandbox secret').fill(typed);
}

test('what was typed is tested before it is saved, and “passed” holds for exactly that', async ({
  page,
  codat,
}) => {
  await codat.reset('empty');
  await open(page, plaidPage);
  await fillPlaid(page);
  await expect(page.getByText('Not tested yet. You can save anyway.')).toBeVisible();
  await codat.clearRequests();
  await starter(page).focus();
  await page.keyboard.press('Enter');
  await expect(status(page, /Passed: Plaid accepts these credentials/)).toBeVisible();
  await expect(page.getByText('Tested just now')).toBeVisible();
  await expect(page.getByText('Not tested yet')).toBeHidden();
  expect(await codat.requests()).toMatchObject([
    { method: 'POST', path: sandbox, body: { client_id: clientId, secret } },
  ]);
  await expect(page.getByText(/^Tested \d+ seconds ago$/)).toBeVisible();

  await page.getByLabel('Country codes').fill('US');
  await expect(status(page, /Passed/)).toBeVisible();
  await page.getByLabel('Sandbox secret').press('End');
  await page.getByLabel('Sandbox secret').press('Backspace');
  await expect(status(page, /Passed/)).toBeHidden();
  await expect(page.getByText(/^Tested/)).toBeHidden();
  await expect(page.getByText('Not tested yet')).toBeVisible();
  // Typed back as it was, it was not tested again.
  await page.getByLabel('Sandbox secret').fill(secret);
  await expect(status(page, /Passed/)).toBeHidden();
  expect(await writes(codat)).toEqual([]);
});

test('what is stored is tested without being shown', async ({ page, codat }) => {
  const bodies: Promise<string>[] = [];
  page.on('response', (response) => bodies.push(response.text().catch(() => '')));
  const credentials = { clientId, clientSecret: secret, environment: 'sandbox' };
  await codat.call('PUT', '/integrations/credentials/plaid', credentials);
  await codat.clearRequests();
  const test = await open(page, plaidPage);
  await test.click();
  await expect(status(page, /Passed/)).toBeVisible();
  expect(await sentTo(codat, sandbox)).toMatchObject([{ body: { client_id: clientId, secret } }]);
  expect((await Promise.all(bodies)).join()).not.toContain(secret);
  expect(await page.content()).not.toContain(secret);
  // Nothing was typed, so nothing waits to be saved.
  await expect(page.getByText('Not tested yet')).toBeHidden();
  await page.reload();
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Test credentials of Plaid: Passed' }).first(),
  ).toBeVisible();
});

test('a failure is shown at its field with the code of the provider, and hinders no save', async ({
  page,
  codat,
}) => {
  await codat.reset('empty');
  const test = await open(page, plaidPage);
  await fillPlaid(page, `${secret.slice(4)}dead`);
  await test.click();
  await expect(status(page, /Failed: Plaid does not accept these credentials/)).toContainText(
    'Plaid says: “invalid client_id or secret provided”',
  );
  const field = page.getByLabel('Sandbox secret');
  await expect(field).toHaveAccessibleDescription(
    /Plaid does not know these credentials.*\(INVALID_API_KEYS\)/,
  );
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('No test has passed. You can save anyway.')).toBeVisible();

  await page.getByLabel('Client ID', { exact: true }).fill('not-an-id');
  await expect(field).toHaveAttribute('aria-invalid', 'false');
  await test.click();
  await expect(page.getByLabel('Client ID', { exact: true })).toHaveAccessibleDescription(/INVALID_FIELD/);

  await page.getByLabel('Client ID', { exact: true }).fill(clientId);
  await page.getByLabel('Environment', { exact: true }).selectOption('sandbox');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
});

test('an empty field says that there is nothing to test', async ({ page, codat }) => {
  await codat.reset('empty');
  const test = await open(page, plaidPage);
  await page.getByLabel('Client ID', { exact: true }).fill(clientId);
  // One that no other test here saves: what is saved stays in the vault.
  await page.getByLabel('Test in').selectOption('production');
  await codat.clearRequests();
  await test.click();
  await expect(page.getByText('Enter a value to test it.')).toHaveCount(1);
  await expect(page.getByLabel('Production secret')).toHaveAccessibleDescription('Enter a value to test it.');
  expect(await sentTo(codat, '/plaid/production/institutions/get')).toEqual([]);
});

test('what can’t be tested is no failure: no field is marked, and the reason says so', async ({
  page,
  codat,
}) => {
  const test = await open(page, plaidPage);
  await page.getByLabel('Development secret').fill(secret);
  await page.getByLabel('Test in').selectOption('development');
  await expect(page.getByText('Sends Client ID and Development secret to')).toBeVisible();
  await test.click();
  const told = status(page, /Not tested: this says nothing about the credentials/);
  await expect(told).toContainText('Plaid retired this environment in June 2024');
  await expect(status(page, /Failed/)).toHaveCount(0);
  await expect(page.locator('[aria-invalid=true]')).toHaveCount(0);

  for (const [fault, words] of [
    [{ status: 500 }, /has a problem of its own/],
    [{ status: 429, body: '' }, /takes no more requests for the moment/],
    [{ body: '<h1>Welcome to the hotel</h1>' }, /neither a yes nor a no/],
    [{ status: 307, headers: { location: 'https://evil.example/' } }, /led to another address/],
    [{ abort: true }, /can’t be reached from this server/],
  ] as const) {
    await codat.faults([{ path: sandbox, ...fault }]);
    await page.getByLabel('Test in').selectOption('sandbox');
    await test.click();
    await expect(status(page, /Not tested/)).toContainText(words);
    await expect(page.locator('[aria-invalid=true]')).toHaveCount(0);
  }
});

test('a secret of another environment is tested there, while the form stays as it is', async ({
  page,
  codat,
}) => {
  const test = await open(page, plaidPage);
  await page.getByLabel('Production secret').fill(secret);
  await page.getByLabel('Test in').selectOption('production');
  await codat.clearRequests();
  await test.click();
  await expect(status(page, /Passed/)).toBeVisible();
  expect(await sentTo(codat, '/plaid/production/institutions/get')).toMatchObject([{ body: { secret } }]);
  expect(await sentTo(codat, sandbox)).toEqual([]);
  await expect(page.getByLabel('Environment', { exact: true })).toHaveValue('sandbox');
  await page.getByLabel('Test in').selectOption('sandbox');
  await expect(status(page, /Passed/)).toBeHidden();
});

test('a test that takes long shows how far it is, and is cancelled with the call it makes', async ({
  page,
  codat,
  portal,
}) => {
  await codat.faults([{ path: sandbox, delayMs: 600_000 }]);
  const test = await open(page, plaidPage);
  await test.click();
  await expect(status(page, /Asking Plaid at 127\.0\.0\.1/)).toBeVisible();
  await expect(page.getByText(/^1 of at most 8 s$/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel the test' }).click();
  await expect(status(page, /Not tested/)).toContainText('You cancelled the test.');
  await expect(test).toBeFocused();
  await expect.poll(() => latestOutcome(portal)).toBe('cancelled');
  await codat.release();
  await page.goto(routes.activity('local'));
  await expect(page.getByRole('row').nth(1)).toContainText('Test credentials of Plaid');
  await expect(page.getByRole('row').nth(1)).toContainText('Cancelled');
});

test('a test whose values change under it is given up', async ({ page, codat, portal }) => {
  await codat.faults([{ path: sandbox, delayMs: 600_000 }]);
  const test = await open(page, plaidPage);
  await test.click();
  await expect(status(page, /Asking Plaid/)).toBeVisible();
  await page.getByLabel('Client ID', { exact: true }).fill(clientId);
  await expect(page.getByText(/Asking Plaid/)).toBeHidden();
  await expect.poll(() => latestOutcome(portal)).toBe('cancelled');
  await codat.release();
  await expect(status(page, /Passed|Failed|Not tested:/)).toHaveCount(0);
});

test('a live key is never passed by Stripe Test, and a restricted one is no failure', async ({
  page,
  codat,
}) => {
  const test = await open(page, stripeTestPage);
  const field = page.getByLabel('Secret key');
  await field.fill('sk_live_51PemulatedLenderKey');
  await test.click();
  await expect(status(page, /Failed/)).toContainText('it is a live key. Here it takes a key of test mode.');
  await field.fill('rk_test_51PemulatedLenderKey');
  await test.click();
  await expect(status(page, /Not tested/)).toContainText('The key is real, but may not read the balance');
  await field.fill('sk_test_51PemulatedLenderKey');
  await test.click();
  await expect(status(page, /Passed: Stripe accepts these credentials/)).toBeVisible();
  expect(await sentTo(codat, '/stripe/v1/balance')).toHaveLength(3);
});

test('what is said of a field as it is left moves no button from under the press', async ({ page }) => {
  const test = await open(page, stripeTestPage);
  const field = page.getByLabel('Secret key');
  await field.fill('sk_live_51PemulatedLenderKey');
  await test.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0 } = (await test.boundingBox()) ?? {};
  await page.mouse.move(x + width / 2, y + 2);
  await page.mouse.down();
  await expect(field).not.toBeFocused();
  expect((await test.boundingBox())?.y).toBe(y);
  await page.mouse.up();
  await expect(page.getByText('It begins with sk_live_')).toBeVisible();
  await expect(status(page, /Failed/)).toBeVisible();
});

test('an Administrator switches the tests of an instance off and on', async ({ page, codat }) => {
  await page.goto(routes.instances());
  const toggle = page.getByRole('switch', { name: 'Credential tests in Local emulator' });
  await expect(toggle).toBeChecked();
  await expect(toggle).toHaveAccessibleDescription(/sandbox\.plaid\.com.*api\.stripe\.com/);
  await waitForHydration(toggle);
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  await page.goto(plaidPage);
  await expect(
    page.getByText('Testing at Plaid is off for this Codat instance. An Administrator can allow it'),
  ).toBeVisible();
  await expect(starter(page)).toHaveCount(0);

  await codat.clearRequests();
  await page.goto(routes.instances());
  await waitForHydration(toggle);
  await toggle.click();
  await expect(toggle).toBeChecked();
  const test = await open(page, plaidPage);
  await test.click();
  await expect(status(page, /Passed/)).toBeVisible();
  await page.goto(routes.activity('local'));
  await expect(page.getByRole('row').filter({ hasText: 'Switch credential tests off' })).not.toHaveCount(0);
});

test('an integration whose provider can’t be asked offers no test', async ({ page }) => {
  await page.goto(routes.integration('local', 'accounting', 'gbol'));
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
  await expect(starter(page)).toHaveCount(0);
});

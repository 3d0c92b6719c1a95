import type { Locator, Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { type Codat, expect, test, waitForHydration } from '../../fixtures';

const clientId = '5f9c1b7ad2e44a0012ab2a6b';
const secret = '7b02e94cd1853fa6de40b7c95e1ad1';
/** Built here, so that no scanner of sources takes it for a real key. */
const stripeKey = (...kind: string[]) => [...kind, '51Hc2QLkzVb7Tn9XwRf0Ey3MdGa8Ju'].join('_');

const plaid = routes.integration('local', 'banking', 'suuo');
const stripeTest = routes.integration('local', 'commerce', 'yzth');
const credentials = '/integrations/credentials/plaid';
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const puts = async (codat: Codat) => (await codat.requests()).filter(({ method }) => method === 'PUT').length;

/** Opens the form as if nothing had ever been saved, neither at Codat nor here. */
async function openEmpty(page: Page, codat: Codat, address: string) {
  await codat.reset('empty');
  await page.goto(address);
  await codat.clearRequests();
}

async function paste(field: Locator, text: string): Promise<void> {
  const page = field.page();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await field.press('ControlOrMeta+V');
}

test('a key of the wrong mode is named once it has been typed, not while it is, and nothing is sent', async ({
  page,
  codat,
}) => {
  await openEmpty(page, codat, stripeTest);
  const field = page.getByLabel('Secret key');
  const said = page.getByText('It begins with sk_live_, so it is for live data.');
  await waitForHydration(field);
  await field.pressSequentially(stripeKey('sk', 'live'));
  await expect(said).toBeHidden();
  await expect(said).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/so it is for live data/);
  await page.getByLabel('Client ID').fill('ca_FkyHCg7X8mlvCUdMDao4mMxagUfhIwXb');
  await save(page).click();
  await expect(field).toBeFocused();
  expect(await puts(codat)).toBe(0);

  await field.fill(stripeKey('rk', 'test'));
  await field.blur();
  await expect(said).toBeHidden();
  await expect(field).toHaveAttribute('aria-invalid', 'false');
  await save(page).click();
  await page
    .getByRole('dialog', { name: 'Enable Stripe Test?' })
    .getByRole('button', { name: 'Later' })
    .click();
  expect(await codat.call('GET', '/integrations/credentials/yzth')).toMatchObject({
    clientSecret: stripeKey('rk', 'test'),
  });
});

test('of a single character nothing is said before the field is left', async ({ page, codat }) => {
  await openEmpty(page, codat, plaid);
  const field = page.getByLabel('Client ID', { exact: true });
  const said = page.getByText('Plaid gives out 24 hexadecimal digits');
  await waitForHydration(field);
  await page.clock.install();
  await field.press('5');
  await page.clock.runFor(10_000);
  await expect(said).toBeHidden();
  await field.blur();
  await expect(said).toBeVisible();
});

test('what was copied along with a key is named at the paste, and comes off at a press', async ({
  page,
  codat,
}) => {
  await openEmpty(page, codat, plaid);
  const field = page.getByLabel('Sandbox secret');
  const clean = page.getByRole('button', { name: /^Take (only the key|plain characters)/ });
  await waitForHydration(field);
  for (const [copied, sentence] of [
    [`client_secret: "${secret}"`, 'This came with its label.'],
    [`“${secret}”`, 'This came with quotation marks.'],
    [`  ${secret.slice(0, 10)}\r\n${secret.slice(10)}\n`, 'A line ends before character 11.'],
    [secret.replace('c', 'с'), 'Character 8, с, only looks like the plain one (it is U+0441).'],
    [`${secret}\u200b`, 'Character 31 is invisible (U+200B).'],
  ] as const) {
    await field.fill('');
    await paste(field, copied);
    await expect(page.getByText(sentence)).toBeVisible();
    await clean.click();
    await expect(page.getByText(sentence)).toBeHidden();
    await expect(field).toHaveValue(secret);
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute('aria-invalid', 'false');
  }
  expect(await puts(codat)).toBe(0);
});

test('a warning needs one tick that is named after it, which goes when the value changes, and is on record', async ({
  page,
  codat,
  portal,
}) => {
  await openEmpty(page, codat, plaid);
  const field = page.getByLabel('Sandbox secret');
  await page.getByLabel('Client ID', { exact: true }).fill(clientId);
  await page.getByLabel('Environment').selectOption({ label: 'Sandbox' });
  await field.fill('secret-of-a-new-shape');
  const tick = page.getByRole('checkbox', { name: 'Save it anyway: not 30 hexadecimal digits' });
  await save(page).click();
  await expect(tick).toBeFocused();
  expect(await puts(codat)).toBe(0);

  await tick.check();
  await field.fill('secret-of-another-new-shape');
  await field.blur();
  await expect(tick).not.toBeChecked();
  await tick.check();
  await save(page).click();
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  expect(await codat.call('GET', credentials)).toMatchObject({ clientSecret: 'secret-of-another-new-shape' });
  const [row] = portal.query<{ details: string }>(
    "select details from activity where action = 'settings.save' and phase = 'intent' order by at desc limit 1",
  );
  expect(JSON.parse(row?.details ?? '')).toMatchObject({ overridden: 'sandboxSecret/not-hex' });
});

test('what only the server knows is said at the field, and can be saved over', async ({ page, codat }) => {
  await codat.call('PUT', credentials, { clientId, clientSecret: secret, environment: 'sandbox' });
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await codat.clearRequests();
  await page.getByRole('textbox', { name: 'Production secret' }).fill(secret);
  await save(page).click();
  await expect(page.getByText('Nothing was saved. Look at the keys marked below.')).toBeVisible();
  await expect(page.getByText('This is the same as Sandbox secret.')).toBeVisible();
  const tick = page.getByRole('checkbox', { name: 'Save it anyway: the same as Sandbox secret' });
  await expect(tick).toBeFocused();
  await tick.check();
  await save(page).click();
  await expect(page.getByText('Saved here. Codat uses it once its environment is chosen.')).toBeVisible();
  expect(await puts(codat)).toBe(0);
});

test('the chosen environment without its secret is an error at that secret', async ({ page, codat }) => {
  await openEmpty(page, codat, plaid);
  await page.getByLabel('Client ID', { exact: true }).fill(clientId);
  await page.getByLabel('Sandbox secret').fill(secret);
  await page.getByLabel('Environment').selectOption({ label: 'Production' });
  await save(page).click();
  const field = page.getByLabel('Production secret');
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription('Enter a value.');
  expect(await puts(codat)).toBe(0);
});

test('all of it is said in French too', async ({ openSecondBrowser, codat }) => {
  const page = await openSecondBrowser({ locale: 'fr-CA' });
  await openEmpty(page, codat, plaid);
  const field = page.getByLabel('Secret Sandbox');
  await field.fill(`"${secret.slice(0, 20)}"`);
  await expect(page.getByText('La clé a été copiée avec des guillemets.')).toBeVisible();
  await page.getByRole('button', { name: 'Ne garder que la clé' }).click();
  await expect(page.getByText('Plaid délivre 30 chiffres hexadécimaux')).toBeVisible();
  const tick = page.getByRole('checkbox', {
    name: /^Enregistrer quand même\s: pas 30 chiffres hexadécimaux$/,
  });
  await expect(tick).toBeVisible();
});

test('the rules come with the first touch of the form, not with the page', async ({ page, codat }) => {
  await openEmpty(page, codat, plaid);
  const field = page.getByLabel('Client ID', { exact: true });
  await waitForHydration(field);
  await page.waitForLoadState('networkidle');
  const loaded = page.waitForResponse((response) => response.url().endsWith('.js'));
  await field.focus();
  expect(await (await loaded).text()).toContain('other-alphabet');
});

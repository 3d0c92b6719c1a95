import type { Page, Route } from '@playwright/test';
import { routes } from '@/lib/routes';
import { type Codat, expect, test, waitForHydration } from '../../fixtures';
import { confirmReview } from '../../review-dialog';

const sandboxSecret = '0123456789abcdef01234567891ad1';
const developmentSecret = '999a3ac412bf7e3ea93dd1fcb14931';
const clientId = '5f9c1b7ad2e44a0012ab2a6b';
const credentials = '/integrations/credentials/plaid';

const held = (codat: Codat) => codat.call('GET', credentials) as Promise<Record<string, string>>;
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const puts = async (codat: Codat) => (await codat.requests()).filter(({ method }) => method === 'PUT').length;

async function fillIn(page: Page): Promise<void> {
  await waitForHydration(page.getByLabel('Client ID', { exact: true }));
  await page.getByLabel('Client ID', { exact: true }).fill(` ${clientId}\n`);
  await page.getByLabel('Sandbox secret').fill(sandboxSecret);
  await page.getByLabel('Development secret').fill(developmentSecret);
  await page.getByLabel('Environment').selectOption({ label: 'Sandbox' });
  await page.getByLabel('Country codes').fill('us, ca');
  await page.getByLabel('Allow one-off data sync when company authorizes connection').check();
}

/** Saves the settings of Plaid for the first time, and returns what Codat holds from then on. */
async function setUp(page: Page, codat: Codat): Promise<Record<string, string>> {
  await codat.reset('empty');
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await fillIn(page);
  await save(page).click();
  await expect(page.getByText('Plaid is now enabled.')).toBeVisible();
  return held(codat);
}

test('Plaid is set up word for word as its guide says, and is enabled by it', async ({ page, codat }) => {
  await codat.reset('empty');
  await page.goto(routes.tiles('local', 'banking'));
  await page.getByRole('link', { name: 'Set up Plaid' }).click();
  await expect(page.getByRole('heading', { name: 'Plaid', level: 1 })).toBeVisible();
  await expect(page.getByText('https://plaid.codat.io/oauth/callback')).toBeVisible();

  await fillIn(page);
  await save(page).click();
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  await expect(page.getByText('Plaid is now enabled.')).toBeVisible();

  expect(await held(codat)).toMatchObject({
    clientId,
    clientSecret: sandboxSecret,
    environment: 'sandbox',
    countryCodes: 'US,CA',
    companyDataAccess: 'oneOff',
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Banking' }).click();
  await expect(page.getByRole('switch', { name: 'Plaid', exact: true })).toBeChecked();
  expect(await codat.isEnabled('suuo')).toBe(true);
});

test('a switch to Development is Manage, Environment, Save: the stored secret is used, and nothing else changes', async ({
  page,
  codat,
}) => {
  const before = await setUp(page, codat);
  await codat.call('PUT', credentials, { ...before, somethingOfCodats: 'stays' });
  await codat.clearRequests();
  await page.goto(routes.tiles('local', 'banking'));
  await page.getByRole('link', { name: /^(Manage|Set up) Plaid$/ }).click();
  await page.getByLabel('Environment').selectOption({ label: 'Development' });
  await expect(page.getByText('1 unsaved change')).toBeVisible();
  await save(page).click();
  // No customer is linked any more, since these credentials were put in by hand.
  await confirmReview(page, 'Switch to Development');
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  await expect(page.getByRole('row', { name: 'Environment Sandbox Development' })).toBeVisible();
  await expect(page.getByText(/^Read back from Codat at \d/)).toBeVisible();
  expect(await held(codat)).toEqual({
    ...before,
    clientSecret: developmentSecret,
    environment: 'development',
    somethingOfCodats: 'stays',
  });
  expect(await puts(codat)).toBe(1);
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Save settings of Plaid: Applied' }).first(),
  ).toBeVisible();
  await page.getByRole('link', { name: 'All activity' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('Save settings of Plaid');
  await expect(page.getByRole('row').nth(1)).toContainText('Applied');
});

test('what was changed by the API is named, and can be kept', async ({ page, codat }) => {
  await setUp(page, codat);
  await codat.call('PUT', credentials, { clientId, clientSecret: sandboxSecret, environment: 'sandbox' });
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await expect(page.getByText('Changed outside Switchboard')).toBeVisible();
  await codat.clearRequests();
  await page.getByRole('button', { name: 'Keep this' }).click();
  await expect(page.getByText('Changed outside Switchboard')).toBeHidden();
  expect(await puts(codat)).toBe(0);
});

test('what was changed by the API can be undone, by one write', async ({ page, codat }) => {
  const before = await setUp(page, codat);
  await codat.call('PUT', credentials, {
    clientId,
    clientSecret: 'changed-by-hand-1234',
    environment: 'production',
  });
  await page.reload();
  await codat.clearRequests();
  await page.getByRole('button', { name: 'Restore what was saved here' }).click();
  await confirmReview(page, 'Restore', 'sandbox');
  await expect(page.getByText('Changed outside Switchboard')).toBeHidden();
  expect(await held(codat)).toEqual(before);
  expect(await puts(codat)).toBe(1);
});

test('a restore that Codat turns away with 429 can be tried again', async ({ page, codat }) => {
  const before = await setUp(page, codat);
  await codat.call('PUT', credentials, { ...before, environment: 'production' });
  await page.reload();
  await codat.clearRequests();
  await codat.faults([{ method: 'PUT', path: '/integrations/credentials/*', status: 429, times: 2 }]);
  const restore = page.getByRole('button', { name: 'Restore what was saved here' });
  for (const attempt of [1, 2, 3]) {
    await restore.click();
    await confirmReview(page, 'Restore', 'sandbox');
    await expect.poll(() => puts(codat)).toBe(attempt);
    if (attempt < 3) await expect(page.getByRole('alert').filter({ hasText: /request/ })).toBeVisible();
  }
  await expect(page.getByText('Changed outside Switchboard')).toBeHidden();
  expect(await held(codat)).toEqual(before);
});

test('errors stand at their field and nothing is sent', async ({ page, codat }) => {
  await codat.reset('empty');
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await codat.clearRequests();
  await page.getByLabel('Country codes').fill('us, xx');
  await save(page).click();
  await expect(page.getByText('Not in the list: XX. Use only US, CA, ES, FR, GB, IE, NL.')).toBeVisible();
  await expect(page.getByLabel('Client ID', { exact: true })).toHaveAccessibleDescription('Enter a value.');
  await expect(page.getByLabel('Client ID', { exact: true })).toBeFocused();
  expect(await puts(codat)).toBe(0);
});

test('the customers that a switch would deauthorize are shown before it is saved', async ({
  page,
  codat,
}) => {
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await page.getByLabel('Link configuration name').fill('checkout');
  await expect(page.getByText('42 connections are linked with Plaid.')).toBeHidden();
  await page.getByLabel('Environment').selectOption({ label: 'Production' });
  await expect(page.getByText('42 connections are linked with Plaid.')).toBeVisible();
  expect((await held(codat)).environment).toBe('sandbox');
});

test('a dirty form asks before a link, the back button or a reload drops it', async ({ page }) => {
  await page.goto(routes.tiles('local', 'banking'));
  await page.getByRole('link', { name: /^(Manage|Set up) Plaid$/ }).click();
  await page.getByLabel('Link configuration name').fill('checkout');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Commerce' }).click();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Stay' }).click();
  await expect(page.getByLabel('Link configuration name')).toHaveValue('checkout');

  const asked = new Promise<string>((resolve) =>
    page.once('dialog', (dialog) => {
      resolve(dialog.type());
      void dialog.dismiss();
    }),
  );
  await page.evaluate(() => setTimeout(() => location.reload()));
  expect(await asked).toBe('beforeunload');

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Commerce' }).click();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await page.waitForURL('**/commerce');
});

test('the link that skips to the content asks nothing, and the guard stays on', async ({ page }) => {
  await page.goto(routes.tiles('local', 'banking'));
  await page.getByRole('link', { name: /^(Manage|Set up) Plaid$/ }).click();
  await page.getByLabel('Link configuration name').fill('checkout');
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  const main = page.getByRole('navigation', { name: 'Main' });
  const commerce = main.getByRole('link', { name: 'Commerce' });
  await page.getByRole('link', { name: 'Skip to content' }).press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(question).toBeHidden();
  await commerce.click();
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Stay' }).click();
  await page.goBack();
  await expect(page).not.toHaveURL(/#content$/);
  await expect(question).toBeHidden();
  await expect(page.getByLabel('Link configuration name')).toHaveValue('checkout');

  // The way out leads nowhere: the page that was asked for never comes.
  const lost: Route[] = [];
  await page.route('**/activity?*', (route) => void lost.push(route));
  await main.getByRole('link', { name: 'Activity' }).click();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await expect.poll(() => lost.length).toBeGreaterThan(0);
  await page.getByLabel('Link configuration name').fill('checkout again');
  await commerce.click();
  await expect(question).toBeVisible();
});

test('what was saved may be left at once, before the page has come back with it', async ({ page, codat }) => {
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  await page.getByLabel('Link configuration name').fill('checkout');
  const heldUp: Route[] = [];
  await page.route('**/manage/suuo?*', (route) => void heldUp.push(route));
  await save(page).click();
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  expect((await held(codat)).linkConfigurationName).toBe('checkout');
  await expect(page.getByText('Nothing to save')).toBeVisible();
  await expect.poll(() => heldUp.length).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'All activity' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await Promise.all(heldUp.map((route) => route.continue()));
  await expect(page.getByRole('row').nth(1)).toContainText('Save settings of Plaid');
});

test('two people who save different drafts: the second one is shown what changed, and nothing is lost', async ({
  page,
  codat,
  openSecondBrowser,
}) => {
  await page.goto(routes.integration('local', 'banking', 'suuo'));
  const other = await openSecondBrowser();
  await other.goto(routes.integration('local', 'banking', 'suuo'));
  for (const [who, name] of [
    [page, 'first'],
    [other, 'second'],
  ] as const) {
    await who.getByLabel('Link configuration name').fill(name);
  }
  await save(page).click();
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  await save(other).click();
  await expect(other.getByText('Someone else changed these settings in the meantime')).toBeVisible();
  await expect(other.getByText('Changed since you opened this page: Link configuration name.')).toBeVisible();
  expect((await held(codat)).linkConfigurationName).toBe('first');

  await other.getByRole('button', { name: 'Let my next Save overwrite them' }).click();
  await save(other).click();
  await expect(other.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  expect((await held(codat)).linkConfigurationName).toBe('second');
});

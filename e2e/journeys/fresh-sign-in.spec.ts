import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import {
  addUser,
  administrator,
  type Codat,
  chooseAppearance,
  expect,
  signIn,
  test,
  waitForHydration,
} from '../fixtures';
import { confirmReview, reviewIn } from '../review-dialog';
import type { Portal } from '../start-portal';

// A live instance, and a session whose last proof is 16 minutes old.

const plaid = routes.integration('local', 'banking', 'suuo');
const productionSecret = '4c71a90be2d85f36c07e1948ab77c0';
const minuteMs = 60_000;
const nobody = { storageState: { cookies: [], origins: [] } };

type Found = { readonly results: readonly { readonly id: string; readonly name: string }[] };

test.beforeEach(({ portal }) => portal.query("update instances set kind = 'live' where slug = 'local'"));
test.afterEach(({ portal }) => portal.query("update instances set kind = 'test' where slug = 'local'"));

const dialogIn = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it’s you' });
const puts = async (codat: Codat) => (await codat.requests()).filter(({ method }) => method === 'PUT');

function ageProofs(portal: Portal): void {
  portal.query('update sessions set authenticated_at = ?', Date.now() - 16 * minuteMs);
}

/** Changes the environment to Production, as far as the button that confirms the review. */
async function beginSwitch(page: Page): Promise<void> {
  await page.goto(plaid);
  const secret = page.getByRole('textbox', { name: 'Production secret' });
  await waitForHydration(secret);
  await secret.fill(productionSecret);
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'Production' });
  await page.getByRole('button', { name: 'Save', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(reviewIn(page).getByLabel('Type production to confirm')).toBeVisible();
  await reviewIn(page).getByLabel('Type production to confirm').focus();
  await page.keyboard.insertText('production');
}

test('a breaking save asks for the password, keeps the draft, and is written once', async ({
  page,
  codat,
  portal,
  allowedConsoleErrors,
}) => {
  // The answer to the wrong password.
  allowedConsoleErrors.push(/status of 400 .*\/api\/fresh-sign-in\/password/);
  await beginSwitch(page);
  await codat.clearRequests();
  ageProofs(portal);
  await page.keyboard.press('Enter');
  const dialog = dialogIn(page);
  const password = dialog.getByLabel('Password');
  await expect(password).toBeFocused();
  await expect(dialog).toContainText(administrator.email);
  await expectAccessible(page, 'the dialog');
  expect(await puts(codat)).toEqual([]);

  await page.keyboard.press('Enter');
  await expect(password).toHaveAccessibleDescription('Enter your password.');
  await page.keyboard.insertText('not this one');
  await page.keyboard.press('Enter');
  await expect(password).toHaveAccessibleDescription(/That is not the present password/);
  await expect(password).toBeFocused();
  await expectAccessible(page, 'the dialog with a wrong password');
  expect(await puts(codat)).toEqual([]);

  await page.keyboard.insertText(administrator.password);
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/fresh-sign-in/password', async (route) => {
    await isReleased;
    await route.continue();
  });
  // Twice at once, as an impatient person does, who then wants to leave what is in flight.
  await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('Enter')]);
  await page.keyboard.press('Escape');
  await expect(dialog.getByRole('button', { name: 'Checking…' })).toBeVisible();
  release();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  expect(await puts(codat)).toHaveLength(1);
  expect(await codat.call('GET', '/integrations/credentials/plaid')).toMatchObject({
    environment: 'production',
    clientSecret: productionSecret,
  });
  expect(portal.query('select * from operation_requests')).toHaveLength(1);
  const proofs = "select count(*) as n from activity where action = 'session.fresh-sign-in'";
  expect(portal.query<{ n: number }>(proofs)[0]?.n).toBeGreaterThan(0);
});

test('cancelling leaves the form as it is, and a proof in another tab counts in this one', async ({
  page,
  codat,
  portal,
  context,
}) => {
  await beginSwitch(page);
  await codat.clearRequests();
  ageProofs(portal);
  await page.keyboard.press('Enter');
  await expect(dialogIn(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialogIn(page)).toBeHidden();
  await expect(page.getByText(/Nothing was changed. Send it again/).first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Production secret' })).toHaveValue(productionSecret);
  await expect(page.getByRole('combobox', { name: 'Environment' })).toHaveValue('production');
  expect(await puts(codat)).toEqual([]);

  const tab = await context.newPage();
  await tab.goto(routes.instance('local'));
  const key = tab.getByLabel('New API key');
  await waitForHydration(key);
  await key.fill(portal.apiKey);
  await key.press('Enter');
  await dialogIn(tab).getByLabel('Your password').fill(administrator.password);
  await tab.keyboard.press('Enter');
  await expect(tab.getByRole('dialog', { name: 'Check the client before you save' })).toBeVisible();
  await tab.close();

  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await confirmReview(page, 'Switch to Production', 'production');
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  expect(await puts(codat)).toHaveLength(1);
});

test('a session that ends under the dialog is said to have ended, and the draft outlives it', async ({
  openSecondBrowser,
  codat,
  portal,
}) => {
  const page = await openSecondBrowser(nobody);
  const known = portal.query<{ id: string }>('select id from sessions').map(({ id }) => id);
  await signIn(page, administrator.email, administrator.password);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await beginSwitch(page);
  await codat.clearRequests();
  ageProofs(portal);
  await page.keyboard.press('Enter');
  const password = dialogIn(page).getByLabel('Your password');
  await expect(password).toBeFocused();
  portal.query(
    'delete from sessions where id not in (select value from json_each(?))',
    JSON.stringify(known),
  );
  await page.keyboard.insertText(administrator.password);
  await page.keyboard.press('Enter');
  await expect(password).toHaveAccessibleDescription(/^Your session has ended/);
  expect(await puts(codat)).toEqual([]);

  const tab = await page.context().newPage();
  await signIn(tab, administrator.email, administrator.password);
  await expect(tab.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await tab.close();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved. Codat uses the new settings of Plaid.')).toBeVisible();
  expect(await puts(codat)).toHaveLength(1);
});

test('a role and an API key, in French, in the dark, on a small screen', async ({ page, portal }) => {
  addUser(portal, 'Analyst', 'fresh@lender.example');
  const user = () =>
    portal.query<{ id: string; role: string }>("select * from users where email = 'fresh@lender.example'")[0];
  await chooseAppearance(page.context(), portal, { language: 'fr', theme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(routes.user(user()?.id ?? ''));
  const role = page.getByLabel('Rôle', { exact: true });
  await waitForHydration(role);
  await role.selectOption('Developer');
  ageProofs(portal);
  const save = page.getByRole('button', { name: 'Enregistrer le rôle' });
  await save.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Confirmez votre identité' });
  const password = dialog.getByLabel('Votre mot de passe');
  await expect(password).toBeFocused();
  await expectAccessible(page, 'the dialog above the role');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(save).toBeFocused();
  await expect(role).toHaveValue('Developer');
  expect(user()?.role).toBe('Analyst');
  await page.keyboard.press('Enter');
  await expect(password).toBeFocused();
  await page.keyboard.insertText(administrator.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Le rôle est enregistré.')).toBeVisible();
  expect(user()?.role).toBe('Developer');

  await page.goto(routes.instance('local'));
  const key = page.getByLabel('Nouvelle clé d’API');
  await waitForHydration(key);
  await key.focus();
  await page.keyboard.insertText(portal.apiKey);
  ageProofs(portal);
  await page.keyboard.press('Enter');
  await expect(password).toBeFocused();
  await expect(key).toHaveValue(portal.apiKey);
  await expectAccessible(page, 'the dialog above the key');
  await page.keyboard.insertText(administrator.password);
  await page.keyboard.press('Enter');
  const review = page.getByRole('dialog', { name: 'Vérifiez le client avant d’enregistrer' });
  await review.getByRole('button', { name: /^Enregistrer et utiliser/ }).press('Enter');
  await expect(page.getByText('La clé d’API a été remplacée.')).toBeVisible();
});

test('a company of a live instance is deleted once the password is given', async ({
  page,
  codat,
  portal,
}) => {
  const [company] = ((await codat.call('GET', '/companies?pageSize=1')) as Found).results;
  await page.goto(routes.company('local', company?.id ?? ''));
  const open = page.getByRole('button', { name: 'Delete company', exact: true });
  await waitForHydration(open);
  await open.press('Enter');
  await page.getByLabel(`Type ${company?.name} to confirm`).fill(company?.name ?? '');
  ageProofs(portal);
  await codat.clearRequests();
  await page.keyboard.press('Enter');
  await dialogIn(page).getByLabel('Your password').fill(administrator.password);
  expect((await codat.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(routes.companies('local'));
  expect((await codat.requests()).filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});

test('the navigation of a live instance fits into the window, above and below the strip', async ({
  page,
}) => {
  const account = page.locator('#navigation summary');
  const strip = page.getByText('Live instance: Local emulator.');
  for (const height of [800, 500]) {
    await page.setViewportSize({ width: 1280, height });
    await page.goto(plaid);
    await expect(strip).toBeInViewport({ ratio: 1 });
    await expect(account).toBeInViewport({ ratio: 1 });
    // The form has arrived: before it the page is too short to scroll.
    await waitForHydration(page.getByRole('textbox', { name: 'Client ID' }));
    await page.mouse.move(800, 300);
    await page.mouse.wheel(0, 5_000);
    await expect(strip).not.toBeInViewport();
    await expect(account).toBeInViewport({ ratio: 1 });
  }
});

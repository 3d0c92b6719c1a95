import type { Page } from '@playwright/test';
import { freshSignIn, routes } from '@/lib/routes';
import { oidcSettings } from '@/lib/server/testing/oidc/hostile-issuer';
import { type RealProvider, startRealProvider } from '@/lib/server/testing/oidc/real-provider';
import { proofChannel } from '@/lib/users/fresh-sign-in';
import { expectAccessible } from '../axe';
import {
  addUser,
  administrator,
  test as base,
  chooseAppearance,
  expect,
  signIn,
  waitForHydration,
} from '../fixtures';

type OfWorker = { provider: RealProvider };

const test = base.extend<object, OfWorker>({
  provider: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern that it needs no other fixture
    async ({}, use) => {
      const provider = await startRealProvider();
      await use(provider);
      await provider.close();
    },
    { scope: 'worker' },
  ],
  settings: [async ({ provider }, use) => use(oidcSettings(provider.url)), { scope: 'worker' }],
});

test.use({ as: null });
// One portal for all of them, whose passwords one of them switches off.
test.describe.configure({ mode: 'serial' });

const claims = { email_verified: true, name: 'Grace Hopper' };

function know(provider: RealProvider, login: string, ...groups: string[]): string {
  const email = `${login}@lender.example`;
  provider.people.set(login, { ...claims, email, groups });
  return email;
}

async function answerProvider(page: Page, login: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Sign in to Lender SSO' })).toBeVisible();
  await page.getByLabel('Login').fill(login);
  await page.keyboard.press('Enter');
}

async function signInAtProvider(page: Page, login: string): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto(routes.signIn());
  await page.getByRole('link', { name: 'Sign in with Lender SSO' }).press('Enter');
  await answerProvider(page, login);
}

/** Returns what the browser holds of Switchboard's while its user is at the issuer. */
async function cookiesAtIssuer(page: Page) {
  return (await page.context().cookies()).filter(({ name }) => name.startsWith('switchboard.oidc'));
}

/** Opens the second window, as the dialog that asks for a proof does. */
async function prove(page: Page, login: string): Promise<{ readonly popup: Page; readonly report: unknown }> {
  const opened = page.context().waitForEvent('page');
  const reported = page.evaluate(
    ([channel, address]) =>
      new Promise((resolve) => {
        new BroadcastChannel(channel).onmessage = ({ data }) => resolve(data);
        window.open(address, '_blank', 'popup');
      }),
    [proofChannel, freshSignIn.issuer] as const,
  );
  const popup = await opened;
  await answerProvider(popup, login);
  return { popup, report: await reported };
}

test('a user of the issuer signs in, is made by group, and finds the page that was asked for', async ({
  page,
  provider,
  portal,
}) => {
  know(provider, 'grace', 'staff', 'developers');
  await page.goto(routes.account());
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expectAccessible(page, 'sign-in');
  await page.getByRole('link', { name: 'Sign in with Lender SSO' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Sign in to Lender SSO' })).toBeVisible();
  const [waiting, ...others] = await cookiesAtIssuer(page);
  expect(others).toEqual([]);
  expect(waiting).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
  expect((waiting?.expires ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(10 * 60);
  await answerProvider(page, 'grace');
  await expect(page).toHaveURL(routes.account());
  expect(await cookiesAtIssuer(page)).toEqual([]);
  await expect(page.getByText('grace@lender.example, Developer')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Open sessions' })).toContainText('OpenID Connect');
  await expect(page.getByText('Lender SSO is its only way to sign in')).toBeVisible();
  await expect(page.getByLabel('Present password')).toHaveCount(0);
  await expectAccessible(page, 'account');

  await chooseAppearance(page.context(), portal, { language: 'fr', theme: 'dark' });
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await expect(page.getByText('Lender SSO est son seul moyen de connexion')).toBeVisible();
  await expectAccessible(page, 'account in French');
});

test('a user without a group that has a role is refused, and reads why, in both languages', async ({
  page,
  provider,
  portal,
}) => {
  know(provider, 'hedy', 'staff');
  await signInAtProvider(page, 'hedy');
  await expect(page.getByText('None of your groups at Lender SSO has a role here.')).toBeVisible();
  await expectAccessible(page, 'a refused sign-in');
  await chooseAppearance(page.context(), portal, { language: 'fr', theme: 'dark' });
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  await expect(page.getByText('Aucun de vos groupes chez Lender SSO n’a de rôle ici.')).toBeVisible();
  await expectAccessible(page, 'a refused sign-in in French');
  const [row] = portal.query<{ n: number }>(
    "select count(*) n from users where email = 'hedy@lender.example'",
  );
  expect(row?.n).toBe(0);
});

test('an account with the same address is linked by its owner alone, and its role is locked then', async ({
  page,
  provider,
  portal,
  openSecondBrowser,
}) => {
  const email = know(provider, 'joan', 'analysts');
  const { password } = addUser(portal, 'Developer', email);
  await signInAtProvider(page, 'joan');
  await expect(page.getByText('There is an account with your e-mail address already')).toBeVisible();

  await signIn(page, email, password);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.goto(routes.account());
  await page.getByRole('link', { name: 'Link Lender SSO' }).click();
  await expect(page.getByText(`Lender SSO knows you as ${email} (ID joan)`)).toBeVisible();
  await expectAccessible(page, 'an identity that waits');
  await page.getByRole('button', { name: 'Link this account' }).click();
  await expect(page.getByRole('button', { name: 'Unlink this account' })).toBeVisible();

  const elsewhere = await openSecondBrowser();
  await signInAtProvider(elsewhere, 'joan');
  await expect(elsewhere.getByText('Analyst', { exact: true })).toBeVisible();

  const boss = await openSecondBrowser();
  await signIn(boss, administrator.email, administrator.password);
  await expect(boss.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await boss.goto(routes.users());
  await expect(boss.getByText('To switch passwords off, sign in with Lender SSO first')).toBeVisible();
  await boss.getByRole('link', { name: email }).click();
  await expect(boss.getByText('Lender SSO decides the role of this user')).toBeVisible();
  await expect(boss.getByRole('button', { name: 'Save the role' })).toHaveCount(0);
  await expectAccessible(boss, 'a user whose role is locked');

  await page.getByRole('button', { name: 'Unlink this account' }).click();
  await expect(page.getByRole('link', { name: 'Link Lender SSO' })).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in/);
});

test('a proof at the issuer comes by a second window, keeps the session, and is refused to another user', async ({
  page,
  provider,
}) => {
  know(provider, 'grace', 'developers');
  know(provider, 'other', 'developers');
  await signInAtProvider(page, 'grace');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  const sessionOf = async () =>
    (await page.context().cookies()).find(({ name }) => name.endsWith('.session'))?.value;
  const before = await sessionOf();
  const { popup, report } = await prove(page, 'grace');
  expect(report).toBe('done');
  if (!popup.isClosed()) await popup.waitForEvent('close');
  expect(await sessionOf()).toBe(before);

  const refused = await prove(page, 'other');
  expect(refused.report).toBe('failed');
  await expect(refused.popup.getByText('That is not the user at Lender SSO')).toBeVisible();
  await expectAccessible(refused.popup, 'a proof that was refused');
  expect(await sessionOf()).toBe(before);
});

test('a blocked second window becomes a link, which ends in the same proof and keeps what was typed', async ({
  page,
  provider,
}) => {
  know(provider, 'ada', 'admins');
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await signInAtProvider(page, 'ada');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.goto(routes.users());
  const typed = page.getByLabel('E-mail', { exact: true });
  await waitForHydration(typed);
  await typed.fill('mary@lender.example');
  await page.getByRole('button', { name: 'Create the invitation' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it’s you' });
  await dialog.getByRole('button', { name: 'Sign in with Lender SSO' }).click();
  await expect(dialog.getByText('Your browser has blocked the window.')).toBeVisible();
  await expectAccessible(page, 'a blocked window');
  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(stored).not.toContain('mary');
  const opened = page.context().waitForEvent('page');
  await dialog.getByRole('link', { name: 'Sign in with Lender SSO' }).click();
  await answerProvider(await opened, 'ada');
  await expect(page.getByText('Hand this link to mary@lender.example.')).toBeVisible();
});

test('passwords are switched off by an Administrator at the issuer, and on again by a command', async ({
  page,
  provider,
  portal,
  openSecondBrowser,
}) => {
  const byPassword = await openSecondBrowser();
  await signIn(byPassword, administrator.email, administrator.password);
  await expect(byPassword.getByRole('navigation', { name: 'Main' })).toBeVisible();

  know(provider, 'ada', 'admins');
  await signInAtProvider(page, 'ada');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.goto(routes.users());
  await expect(
    page.getByText(/active users? (is|are) not linked and will have no way to sign in/),
  ).toBeVisible();
  const button = page.getByRole('button', { name: 'Switch passwords off' });
  await waitForHydration(button);
  await button.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Confirm that it’s you' });
  await expect(dialog.getByLabel('Your password')).toHaveCount(0);
  const opened = page.context().waitForEvent('page');
  await dialog.getByRole('button', { name: 'Sign in with Lender SSO' }).press('Enter');
  const popup = await opened;
  await expect(dialog.getByText('Sign in with Lender SSO in the other window.')).toBeVisible();
  await expectAccessible(page, 'users while a proof is given');
  await answerProvider(popup, 'ada');
  await expect(page.getByRole('button', { name: 'Switch passwords on' })).toBeVisible();
  // Nothing is offered that no one could use.
  await expect(page.getByRole('button', { name: 'Create the invitation' })).toHaveCount(0);
  await expectAccessible(page, 'users without passwords');
  await page.getByRole('link', { name: administrator.email }).click();
  await expect(page.getByRole('button', { name: 'Sign out everywhere' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create a link' })).toHaveCount(0);

  await byPassword.reload();
  await expect(byPassword).toHaveURL(/\/sign-in/);
  await expect(byPassword.getByText('Passwords are switched off here.')).toBeVisible();
  await expect(byPassword.getByLabel('Password')).toHaveCount(0);
  await expectAccessible(byPassword, 'sign-in without passwords');

  const { stdout, status } = portal.run('passwords-on');
  expect([stdout.trim(), status]).toEqual(['Password sign-in is on again.', 0]);
  await byPassword.reload();
  await signIn(byPassword, administrator.email, administrator.password);
  await expect(byPassword.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

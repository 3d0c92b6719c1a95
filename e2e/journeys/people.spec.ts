import type { Page } from '@playwright/test';
import { routes } from '@/lib/routes';
import { expectAccessible } from '../axe';
import { administrator, chooseAppearance, expect, signIn, test, waitForHydration } from '../fixtures';

const password = 'a horse on the moor';
const nobody = { storageState: { cookies: [], origins: [] } };

const main = (page: Page) => page.getByRole('main');

/** Waits, since React puts the first choice back as it takes over. */
async function chooseRole(page: Page, role: string): Promise<void> {
  const choice = page.getByLabel('Role', { exact: true });
  await waitForHydration(choice);
  await choice.selectOption(role);
}

async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.goto(routes.users());
  await page.getByLabel('E-mail').fill(email);
  await chooseRole(page, role);
  await page.getByRole('button', { name: 'Create the invitation' }).press('Enter');
  await expect(page.getByText(`Hand this link to ${email}.`)).toBeVisible();
  const link = await page.getByText(/\/invitation\//).textContent();
  return new URL(link ?? '').pathname;
}

async function join(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

test('an Administrator invites Ada; she joins, is given another role, and is disabled', async ({
  page,
  openSecondBrowser,
}) => {
  const path = await invite(page, 'ada@lender.example', 'Analyst');
  await expect(page.getByRole('region', { name: 'Invitations' })).toContainText('ada@lender.example');
  await expectAccessible(page, 'users');

  const ada = await openSecondBrowser(nobody);
  await ada.goto(path);
  await expect(ada.getByText('ada@lender.example')).toBeVisible();
  await expectAccessible(ada, 'invitation');
  await ada.getByLabel('Your name').fill('Ada Lovelace');
  await ada.getByLabel('Password').fill('Password1234!');
  await ada.getByRole('button', { name: 'Join' }).click();
  await expect(ada.getByRole('alert').filter({ hasText: 'among the first' })).toBeVisible();
  await expect(ada.getByLabel('Password')).toBeFocused();
  await expect(ada.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await expect(ada.getByLabel('Your name')).toHaveValue('Ada Lovelace');
  await join(ada, path, 'Ada Lovelace');
  await expect(ada).toHaveURL(routes.tiles('local', 'banking'));
  await ada.goto(path);
  await expect(ada.getByRole('heading', { name: 'This link can’t be used' })).toBeVisible();

  await page.goto(routes.users());
  await expect(page.getByRole('row', { name: /ada@lender\.example/ })).toContainText('Ada Lovelace');
  await page.getByRole('link', { name: 'ada@lender.example' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ada Lovelace' })).toBeVisible();
  await expectAccessible(page, 'a user');
  await chooseRole(page, 'Onboarding');
  await page.getByRole('button', { name: 'Save the role' }).click();
  await expect(page.getByText('The role is saved.')).toBeVisible();
  await ada.goto('/');
  await expect(ada).toHaveURL(routes.companies('local'));

  await page.getByRole('button', { name: 'Disable this user' }).click();
  const question = page.getByRole('dialog', { name: 'Disable Ada Lovelace?' });
  await expectAccessible(page, 'the question before a user is disabled');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await ada.reload();
  await expect(ada).toHaveURL(routes.companies('local'));
  await page.getByRole('button', { name: 'Disable this user' }).press('Enter');
  await question.getByRole('button', { name: 'Disable', exact: true }).press('Enter');
  await expect(page.getByRole('button', { name: 'Enable this user' })).toBeVisible();
  await ada.reload();
  await expect(ada).toHaveURL(/\/sign-in/);
  await signIn(ada, 'ada@lender.example', password);
  await expect(ada.getByText('E-mail or password is wrong.')).toBeVisible();
});

test('the only Administrator stays one, and reads why', async ({ page, portal }) => {
  // Other journeys have added Administrators.
  portal.query(
    "update users set role = 'Analyst' where role = 'Administrator' and email <> ?",
    administrator.email,
  );
  await page.goto(routes.users());
  await page.getByRole('link', { name: administrator.email }).click();
  await expect(page.getByRole('heading', { level: 1, name: administrator.email })).toBeVisible();
  await chooseRole(page, 'Analyst');
  await page.getByRole('button', { name: 'Save the role' }).click();
  await expect(main(page).getByText('This is the last active Administrator who can sign in.')).toBeVisible();
  await page.getByRole('button', { name: 'Disable this user' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(
    page.getByRole('dialog').getByText('This is the last active Administrator who can sign in.'),
  ).toBeVisible();
});

test('a link gives a new password, and ends what was open with the old one', async ({
  page,
  openSecondBrowser,
}) => {
  const grace = await openSecondBrowser(nobody);
  await join(grace, await invite(page, 'grace@lender.example', 'Analyst'), 'Grace Hopper');
  await page.goto(routes.users());
  await page.getByRole('link', { name: 'grace@lender.example' }).click();
  await page.getByRole('button', { name: 'Create a link' }).click();
  const link = await page.getByText(/\/new-password\//).textContent();

  const elsewhere = await openSecondBrowser(nobody);
  await elsewhere.goto(new URL(link ?? '').pathname);
  await expectAccessible(elsewhere, 'new password');
  await elsewhere.getByLabel('New password').fill('another horse altogether');
  await elsewhere.keyboard.press('Enter');
  await expect(elsewhere.getByText('The new password is saved. Sign in with it.')).toBeVisible();
  await grace.reload();
  await expect(grace).toHaveURL(/\/sign-in/);
  await signIn(elsewhere, 'grace@lender.example', 'another horse altogether');
  await expect(elsewhere.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

test('one’s own account: name, password and sessions, in French, at 360 pixels, in the dark', async ({
  page,
  openSecondBrowser,
  portal,
}) => {
  const path = await invite(page, 'zoe@lender.example', 'Analyst');
  const zoe = await openSecondBrowser({
    ...nobody,
    colorScheme: 'dark',
    viewport: { width: 360, height: 800 },
  });
  await zoe.goto(path);
  await zoe.getByLabel('Your name').fill('Zoe');
  await zoe.getByLabel('Password').fill(password);
  await zoe.keyboard.press('Enter');
  await expect(zoe).toHaveURL(routes.tiles('local', 'banking'));
  await chooseAppearance(zoe.context(), portal, { language: 'fr' });

  const other = await openSecondBrowser(nobody);
  await signIn(other, 'zoe@lender.example', password);
  await expect(other.getByRole('navigation', { name: 'Main' })).toBeVisible();

  await zoe.goto(routes.account());
  await expectAccessible(zoe, 'account');
  await zoe.getByLabel('Votre nom').fill('Zoé Martin');
  await zoe.keyboard.press('Enter');
  await expect(zoe.getByText('Le nom est enregistré.')).toBeVisible();

  const sessions = zoe.getByRole('region', { name: 'Sessions ouvertes' });
  await expect(sessions.getByRole('row')).toHaveCount(3);
  await expect(sessions).toContainText('Chrome sur');
  await sessions.getByRole('button', { name: /^Déconnecter la session sur/ }).click();
  await expect(sessions.getByRole('row')).toHaveCount(2);
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);

  await zoe.getByLabel('Mot de passe actuel').fill('not this one');
  await zoe.getByLabel('Nouveau mot de passe').fill('another horse altogether');
  await zoe.keyboard.press('Enter');
  await expect(zoe.getByText('Ce n’est pas le mot de passe actuel.')).toBeVisible();
  await expect(zoe.getByLabel('Mot de passe actuel')).toBeFocused();
  await zoe.getByLabel('Mot de passe actuel').fill(password);
  await zoe.keyboard.press('Enter');
  await expect(zoe.getByText('Le mot de passe est changé.')).toBeVisible();
  await expect(zoe.getByLabel('Nouveau mot de passe')).toHaveValue('');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('someone who is invited can join', async ({ page, portal }) => {
    portal.query('delete from user_links');
    await page.goto(routes.users());
    await page.getByLabel('E-mail').fill('plain@lender.example');
    await page.getByRole('button', { name: 'Create the invitation' }).click();
    const link = await page.getByText(/\/invitation\//).textContent();
    await page.context().clearCookies();
    await page.goto(new URL(link ?? '').pathname);
    await page.getByLabel('Your name').fill('Plain');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Join' }).click();
    await expect(page).toHaveURL(routes.tiles('local', 'banking'));
  });
});

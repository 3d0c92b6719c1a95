import type { Page } from '@playwright/test';
import { reviews, routes, signInRoutes } from '@/lib/routes';
import { codeOf } from '../authenticator';
import { expectAccessible } from '../axe';
import { addUser, chooseAppearance, expect, signIn, test, waitForHydration } from '../fixtures';
import type { Portal } from '../start-portal';

const nobody = { storageState: { cookies: [], origins: [] } };

const english = {
  begin: 'Set up two-factor sign-in',
  confirm: 'Switch it on',
  codes: 'Your recovery codes',
  kept: 'I have kept them',
};
const french = {
  begin: 'Configurer la double authentification',
  confirm: 'Activer',
  codes: 'Vos codes de secours',
  kept: 'Je les ai conservés',
};

type SetUp = { readonly key: string; readonly codes: readonly string[] };

/** Takes the key from the page, as a person does who can't scan. By keyboard alone. */
async function setUp(page: Page, words = english): Promise<SetUp> {
  const begin = page.getByRole('button', { name: words.begin });
  await waitForHydration(begin);
  await begin.press('Enter');
  await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();
  const key = (await page.getByRole('main').getByRole('code').textContent()) ?? '';
  expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  await expectAccessible(page, 'the key');
  const code = page.getByRole('textbox', { name: 'Code' });
  await code.fill(codeOf(key, 5));
  await code.press('Enter');
  await expect(
    page.getByRole('alert').filter({ hasText: /can’t be used|ne peut pas être utilisé/ }),
  ).toBeVisible();
  await expect(code).toBeFocused();
  await code.fill(codeOf(key));
  await code.press('Enter');
  await expect(page.getByRole('heading', { name: words.codes })).toBeFocused();
  await expectAccessible(page, 'the recovery codes');
  const codes = await page.getByRole('main').getByRole('listitem').filter({ hasText: /-/ }).allTextContents();
  expect(codes).toHaveLength(10);
  return { key, codes };
}

/** Lets the code that was accepted last be of another day: the next one would come in half a minute. */
function forgetSteps(portal: Portal): void {
  portal.query('update second_factors set last_step = 0');
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.keyboard.press('Enter');
}

const mainMenu = (page: Page) => page.getByRole('navigation', { name: 'Main' });

test('a user sets it up by keyboard, then signs in with a code and with a recovery code', async ({
  portal,
  openSecondBrowser,
  allowedConsoleErrors,
}) => {
  // A refusal of the dialog.
  allowedConsoleErrors.push(/status of 400/);
  const { email, password } = addUser(portal, 'Analyst', 'two-factor@example.com');
  const page = await openSecondBrowser(nobody);
  await signIn(page, email, password);
  await expect(mainMenu(page)).toBeVisible();
  await page.goto(routes.account());
  const { key, codes } = await setUp(page);
  await page.getByRole('link', { name: english.kept }).press('Enter');
  await expect(page.getByText('On since')).toBeVisible();
  await expect(page.getByText('10 of 10 recovery codes are left.')).toBeVisible();
  await expectAccessible(page, 'switched on');
  const later = await page.content();
  for (const secret of [key, key.replaceAll(' ', ''), ...codes]) expect(later).not.toContain(secret);

  const elsewhere = await openSecondBrowser(nobody);
  await elsewhere.goto(`/sign-in?next=${encodeURIComponent(routes.account())}`);
  await signIn(elsewhere, email, password);
  await expect(elsewhere.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
  await expectAccessible(elsewhere, 'the second step');
  const used = codeOf(key);
  forgetSteps(portal);
  await enterCode(elsewhere, '000000');
  await expect(elsewhere.getByText('This code can’t be used.')).toBeVisible();
  await elsewhere.goto(routes.users());
  await expect(elsewhere).toHaveURL(/\/sign-in\?next=/);
  await elsewhere.goto(signInRoutes.secondStep(routes.account()));
  await enterCode(elsewhere, used);
  await expect(elsewhere).toHaveURL(routes.account());

  const again = await openSecondBrowser(nobody);
  await signIn(again, email, password);
  await expect(again.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
  await enterCode(again, used);
  await expect(again.getByText('This code can’t be used.')).toBeVisible();
  await enterCode(again, codes[0] ?? '');
  await expect(mainMenu(again)).toBeVisible();
  await again.goto(routes.account());
  await expect(again.getByText('9 of 10 recovery codes are left.')).toBeVisible();

  // The dialog that asks for a fresh sign-in asks for both.
  portal.query(
    'update sessions set authenticated_at = null where user_id = (select id from users where email = ?)',
    email,
  );
  forgetSteps(portal);
  const renew = again.getByRole('button', { name: 'Make new recovery codes' });
  await waitForHydration(renew);
  await renew.press('Enter');
  const dialog = again.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(password);
  await dialog.getByLabel('Code').fill('000000');
  await again.keyboard.press('Enter');
  await expect(dialog.getByText('This code can’t be used.')).toBeVisible();
  await expect(dialog.getByLabel('Code')).toBeFocused();
  await expectAccessible(again, 'the dialog');
  await dialog.getByLabel('Code').fill(codeOf(key));
  await again.keyboard.press('Enter');
  await expect(again.getByRole('heading', { name: english.codes })).toBeVisible();
  const renewed = await again
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: /-/ })
    .allTextContents();
  expect(renewed).not.toContain(codes[1]);
  await again.getByRole('link', { name: english.kept }).click();
  await expect(again.getByText('10 of 10 recovery codes are left.')).toBeVisible();

  await again.getByRole('textbox', { name: 'Code' }).fill(renewed[0] ?? '');
  await again.getByRole('button', { name: 'Switch off two-factor sign-in' }).press('Enter');
  await expect(again.getByRole('button', { name: english.begin })).toBeVisible();
  const shown = portal.printed() + JSON.stringify(portal.query('select * from activity'));
  for (const secret of [key.replaceAll(' ', ''), ...codes, ...renewed]) expect(shown).not.toContain(secret);
});

test('next-auth’s own door stays shut without the code', async ({ portal, openSecondBrowser }) => {
  const { email, password } = addUser(portal, 'Analyst', 'two-doors@example.com');
  const page = await openSecondBrowser(nobody);
  await signIn(page, email, password);
  await expect(mainMenu(page)).toBeVisible();
  await page.goto(routes.account());
  const { key } = await setUp(page);
  forgetSteps(portal);
  const byNextAuth = async (more: Record<string, string>) => {
    const { request } = await openSecondBrowser(nobody);
    const { csrfToken } = await (await request.get('/api/auth/csrf')).json();
    await request.post('/api/auth/callback/credentials', {
      headers: { origin: portal.url },
      form: { csrfToken, email, password, ...more },
      maxRedirects: 0,
    });
    return (await (await request.get('/api/auth/session')).json()).user?.email;
  };
  expect(await byNextAuth({})).toBeUndefined();
  expect(await byNextAuth({ code: '000000' })).toBeUndefined();
  const code = codeOf(key);
  expect(await byNextAuth({ code })).toBe(email);
  expect(await byNextAuth({ code })).toBeUndefined();
});

test('a role that asks for it leads its users to the set-up, and an Administrator resets it', async ({
  page,
  portal,
  openSecondBrowser,
}) => {
  const { email, password } = addUser(portal, 'Advisor', 'advisor-with-phone@example.com');
  const advisor = await openSecondBrowser(nobody);
  await signIn(advisor, email, password);
  await expect(mainMenu(advisor)).toBeVisible();

  await page.goto(routes.users());
  const require = page.getByRole('button', { name: 'Require two-factor sign-in for Advisor' });
  await waitForHydration(require);
  await require.press('Enter');
  await expect(
    page.getByRole('button', { name: 'Stop requiring two-factor sign-in for Advisor' }),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: email })).toContainText('Off, asked for');
  await expectAccessible(page, 'users');

  // A page that is open, a page that is loaded, and a post of a script.
  for (const place of ['/', routes.account(), routes.companies('local')]) {
    const answer = await advisor.request.get(place, { maxRedirects: 0 });
    expect([answer.status(), new URL(answer.headers().location ?? '', portal.url).pathname]).toEqual([
      303,
      signInRoutes.twoFactorSetUp(),
    ]);
  }
  const handled = await advisor.request.post(reviews.save, {
    headers: { origin: portal.url, 'content-type': 'application/json' },
    data: {},
  });
  expect(await handled.text()).toContain('"code":"two-factor-required"');
  await advisor.goto(routes.account());
  await expect(advisor).toHaveURL(signInRoutes.twoFactorSetUp());
  await expectAccessible(advisor, 'the required set-up');
  await setUp(advisor);
  await advisor.getByRole('link', { name: english.kept }).press('Enter');
  await expect(advisor).toHaveURL(routes.companies('local'));
  await advisor.goto(routes.account());
  await expect(advisor.getByText('so it can’t be switched off')).toBeVisible();

  await page.reload();
  await expect(page.getByRole('row', { name: email })).toContainText('On');
  await page.getByRole('link', { name: email }).click();
  const reset = page.getByRole('button', { name: 'Reset two-factor sign-in' });
  await waitForHydration(reset);
  await reset.press('Enter');
  await expect(page.getByText('is led to set it up at their next request')).toBeVisible();
  await advisor.reload();
  await expect(advisor).toHaveURL(/\/sign-in/);
  await signIn(advisor, email, password);
  await expect(advisor).toHaveURL(signInRoutes.twoFactorSetUp());
  await advisor.getByRole('button', { name: 'Sign out' }).press('Enter');
  await expect(advisor).toHaveURL(/\/sign-in$/);

  await page.goto(routes.users());
  const stop = page.getByRole('button', { name: 'Stop requiring two-factor sign-in for Advisor' });
  await waitForHydration(stop);
  await stop.press('Enter');
  await expect(page.getByRole('button', { name: 'Require two-factor sign-in for Advisor' })).toBeVisible();
  await signIn(advisor, email, password);
  await expect(mainMenu(advisor)).toBeVisible();

  await page.goto(routes.activity(null));
  for (const action of ['Require two-factor sign-in for a role', 'Reset a user’s two-factor sign-in'])
    await expect(page.getByText(action).first()).toBeVisible();
});

test('all of it in French, in the dark, at 360 pixels', async ({ portal, openSecondBrowser }, testInfo) => {
  const { email, password } = addUser(portal, 'Onboarding', 'telephone@example.com');
  const small = { ...nobody, viewport: { width: 360, height: 740 } };
  const openSmall = async () => {
    const page = await openSecondBrowser(small);
    await chooseAppearance(page.context(), portal, { theme: 'dark', language: 'fr' });
    await page.goto('/sign-in');
    await page.getByLabel('Adresse courriel').fill(email);
    await page.getByLabel('Mot de passe').fill(password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    return page;
  };
  const keep = (page: Page, name: string) =>
    page.screenshot({ path: testInfo.outputPath(`${name}.png`), fullPage: true });
  portal.query("insert into two_factor_roles (role, required_at) values ('Onboarding', 1)");
  const page = await openSmall();
  await expect(page).toHaveURL(signInRoutes.twoFactorSetUp());
  await expectAccessible(page, 'set-up');
  const begin = page.getByRole('button', { name: french.begin });
  await waitForHydration(begin);
  await begin.press('Enter');
  await expect(page.getByRole('img', { name: /QR/ })).toBeVisible();
  await keep(page, 'key');
  const key = (await page.getByRole('code').textContent()) ?? '';
  await enterCode(page, codeOf(key));
  await expect(page.getByRole('heading', { name: french.codes })).toBeVisible();
  await keep(page, 'codes');
  await expectAccessible(page, 'codes');
  await page.getByRole('link', { name: french.kept }).click();
  await expect(page).toHaveURL(routes.companies('local'));
  portal.query("delete from two_factor_roles where role = 'Onboarding'");
  await page.goto(routes.account());
  await expect(page.getByText('Il reste 10 codes de secours sur 10.')).toBeVisible();
  await keep(page, 'account');
  await expectAccessible(page, 'account');

  const again = await openSmall();
  await expect(again.getByRole('heading', { name: 'Saisissez votre code' })).toBeVisible();
  await enterCode(again, '000000');
  await expect(again.getByText('Ce code ne peut pas être utilisé.')).toBeVisible();
  await keep(again, 'second-step');
  await expectAccessible(again, 'second step');
});

test('the command resets it, and says so where there is nothing to reset', async ({
  portal,
  openSecondBrowser,
}) => {
  const { email, password } = addUser(portal, 'Analyst', 'lost-phone@example.com');
  const page = await openSecondBrowser(nobody);
  await signIn(page, email, password);
  await expect(mainMenu(page)).toBeVisible();
  await page.goto(routes.account());
  await setUp(page);
  expect(portal.run('user-two-factor-reset', email).stdout).toContain(
    `Two-factor sign-in of ${email} is off`,
  );
  expect(portal.run('user-two-factor-reset', email).stdout).toContain('nothing was changed');
  expect(portal.run('user-two-factor-reset').stderr).toContain('Usage: npm run user:two-factor-reset');
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, email, password);
  await expect(mainMenu(page)).toBeVisible();
});

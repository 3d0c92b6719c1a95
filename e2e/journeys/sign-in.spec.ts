import type { Route } from '@playwright/test';
import { routes } from '@/lib/routes';
import { encodings } from '../action-requests';
import { findAction } from '../built-app';
import { addUser, administrator, expect, signIn, test, waitForHydration } from '../fixtures';
import { send } from '../raw-request';

const sessionCookie = 'switchboard.session';
const banking = routes.tiles('local', 'banking');
const activity = routes.activity('local');

test.use({ as: null });

test('signs in by e-mail and password and lands on the Banking integrations of the instance', async ({
  page,
  context,
  portal,
}) => {
  await page.goto('/');
  await expect(page).toHaveURL('/sign-in');
  await signIn(page, administrator.email, administrator.password);
  await expect(page).toHaveURL(banking);
  await expect(page.getByRole('list', { name: 'Banking integrations' })).toBeVisible();

  const cookie = (await context.cookies()).find(({ name }) => name === sessionCookie);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', expires: -1 });
  const [last] = portal.query<{ action: string; actor: string }>(
    'select action, actor from activity order by at desc, seq desc limit 1',
  );
  expect(last).toEqual({ action: 'session.sign-in', actor: administrator.email });
});

test('a wrong password is said to be wrong, and opens nothing', async ({ page, context }) => {
  await signIn(page, administrator.email, 'not the password at all');
  await expect(page.getByRole('alert').filter({ hasText: 'E-mail or password is wrong.' })).toBeVisible();
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL('/sign-in');
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(sessionCookie);

  await page.goto(banking);
  await expect(page).toHaveURL(routes.signIn(banking));
});

test('while a sign-in is in flight the form says so and takes nothing that it would drop', async ({
  page,
}) => {
  const heldUp: Route[] = [];
  await page.goto('/sign-in');
  await waitForHydration(page.getByLabel('Password'));
  await page.route('**/sign-in', (route) => void heldUp.push(route));
  await signIn(page, 'unknown@example.com', 'not the password at all');
  await expect(page.getByRole('button', { name: 'Signing in…' })).toBeVisible();
  await expect(page.getByLabel('Password')).not.toBeEditable();
  await page.getByLabel('Password').press('Enter');
  await expect.poll(() => heldUp.length).toBe(1);
  await heldUp[0]?.continue();
  await expect(page.getByText('E-mail or password is wrong.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByLabel('Password')).toBeEditable();
  await signIn(page, 'unknown@example.com', 'not this one either');
  await expect.poll(() => heldUp.length).toBe(2);
  await heldUp[1]?.continue();
  await expect(page.getByText('E-mail or password is wrong.')).toBeVisible();
});

test('an unknown address is answered like a wrong password', async ({ page }) => {
  await signIn(page, 'nobody@example.com', 'not the password at all');
  await expect(page.getByRole('alert').filter({ hasText: 'E-mail or password is wrong.' })).toBeVisible();
});

test('after too many wrong passwords even the right one has to wait', async ({ page, portal }) => {
  const { email, password } = addUser(portal, 'Developer', 'guessed@example.com');
  for (let tries = 0; tries < 6; tries += 1) {
    await page.goto('/sign-in');
    await signIn(page, email, 'not the password at all');
    await expect(page.getByText('E-mail or password is wrong.')).toBeVisible();
  }
  await page.goto('/sign-in');
  await signIn(page, email, password);
  await expect(page.getByText('Too many tries.')).toBeVisible();
  await expect(page).toHaveURL('/sign-in');
});

test('after signing out neither the back button nor the copied cookie shows anything', async ({
  page,
  context,
  portal,
}) => {
  await signIn(page, administrator.email, administrator.password);
  await expect(page.getByText('42 linked connections')).toBeVisible();
  const copied = (await context.cookies()).find(({ name }) => name === sessionCookie);
  const cookie = `${sessionCookie}=${copied?.value}`;
  expect((await send(portal.url, { path: banking, headers: { cookie } })).status).toBe(200);

  await page.getByText(administrator.email).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(sessionCookie);

  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText('42 linked connections')).toBeHidden();

  for (const path of [banking, activity, routes.users(), '/api/auth/session']) {
    const answer = await send(portal.url, { path, headers: { cookie } });
    expect(answer.body, path).not.toMatch(/Plaid|admin@example/);
    if (!path.startsWith('/api')) expect(answer.status, path).toBe(303);
  }
});

test('a page asked for without a session is shown after signing in', async ({ page }) => {
  await page.goto(`${activity}?from=a-link`);
  await expect(page.getByText('Sign in to open the page you asked for.')).toBeVisible();
  await signIn(page, administrator.email, administrator.password);
  await expect(page).toHaveURL(`${activity}?from=a-link`);
  await expect(page.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible();
});

test('signing in never leads to another site, wherever the address says to go on', async ({
  page,
  portal,
}) => {
  // Each one is a sign-in, by the form and with its script, as a person does it.
  test.setTimeout(180_000);
  const hostile = [
    'https://evil.example/',
    '//evil.example/',
    '///evil.example/',
    '/.//evil.example/',
    '/..//evil.example/',
    '/./..//evil.example/',
    '/settings/..//evil.example/',
    '/settings/users/../..//evil.example/',
    '/%2e//evil.example/',
    '/%2e%2e//evil.example/',
    '/settings/%2E%2E//evil.example/',
    '/%2f/evil.example/',
    '/%5cevil.example/',
    '/\\evil.example/',
    '/.\\/evil.example/',
    '/.\\\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example/',
    '/.\r//evil.example/',
    '/\u0001/evil.example/',
    '/ /evil.example/',
    '/@evil.example/',
    'javascript:alert(1)',
    '%2f%2fevil.example/',
  ];
  const { origin } = new URL(portal.url);
  const visited: string[] = [];
  page.on('request', (request) => visited.push(request.url()));
  for (const next of hostile) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await signIn(page, administrator.email, administrator.password);
    await expect(page, next).toHaveURL(banking);
    await expect(page.getByRole('heading', { name: 'Integrations', level: 1 }), next).toBeVisible();
    expect(await page.evaluate(() => location.origin)).toBe(origin);
  }
  expect(visited.filter((url) => new URL(url).origin !== origin)).toEqual([]);
});

test('a form that was tampered with leads nowhere else, with and without scripts', async ({ portal }) => {
  const { email, password } = administrator;
  for (const next of ['/.//evil.example', '/\0', '/\r\nset-cookie: a=b', '//evil.example', `${banking}\0`]) {
    for (const encoding of [encodings.stateCall, encodings.plainStateForm]) {
      const request = encoding.encode(findAction('signInAction'), { email, password, next });
      const answer = await send(portal.url, {
        method: 'POST',
        path: '/sign-in',
        ...request,
        headers: { ...request.headers, origin: portal.url },
      });
      const what = `${encoding.name} ${JSON.stringify(next)}`;
      expect([200, 303], what).toContain(answer.status);
      expect(answer.headers.location ?? answer.headers['x-action-redirect'], what).toMatch(/^\/(;push)?$/);
    }
  }
});

test('a user who is signed in is not asked again', async ({ page }) => {
  await signIn(page, administrator.email, administrator.password);
  await expect(page).toHaveURL(banking);
  await page.goto('/sign-in');
  await expect(page).toHaveURL(banking);
});

import { isLinkPath, isWebhookPath } from '@/lib/routes';
import { listAddresses } from '../built-app';
import { expect, test } from '../fixtures';
import { type RawRequest, send, sendForRsc } from '../raw-request';

test.use({ as: null });

/** All that a stranger may read; everything else must not answer 200. */
const publicAddresses = new Set([
  ...['/sign-in', '/sign-in/forgotten', '/sign-in/two-factor', '/api/health', '/favicon.svg'],
  // The way to the issuer of OpenID Connect, and back from it.
  ...['/api/sign-in/oidc', '/api/sign-in/oidc/callback'],
]);
const publicFolders = ['/api/auth/', '/_next/static/'];
const namesOfIntegrations = /Plaid|TrueLayer|Xero|Stripe|QuickBooks|linked connection/;

const paths: Readonly<Record<string, (address: string) => string>> = {
  'as it is': (address) => address,
  'with a slash': (address) => `${address}/`,
  'with two slashes': (address) => `/${address}`,
  'in upper case': (address) => address.toUpperCase(),
  encoded: (address) => address.replaceAll(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  'with an encoded slash': (address) => address.replace(/(?<=.)\//, '%2f'),
  'with a detour': (address) => `/sign-in/..${address}`,
  'with an encoded detour': (address) => `/sign-in/%2e%2e${address}`,
  'behind a public folder': (address) => `/api/auth/..${address}`,
  'behind the assets': (address) => `/_next/static/../..${address}`,
  'with a backslash': (address) => address.replace('/', '/\\'),
  'with an extension': (address) => `${address}.rsc`,
  'as data': (address) => `/_next/data/build${address}.json`,
  'with a query': (address) => `${address}?_rsc=1abcd`,
};

const headers: Readonly<Record<string, Record<string, string>>> = {
  HTML: { accept: 'text/html' },
  RSC: { rsc: '1' },
  prefetch: { rsc: '1', 'next-router-prefetch': '1' },
  'segment prefetch': { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  data: { 'x-nextjs-data': '1' },
  'subrequest of the proxy': { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  'subrequest of a middleware': {
    'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
  },
  'another address inside': {
    'x-invoke-path': '/sign-in',
    'x-original-url': '/sign-in',
    'x-rewrite-url': '/sign-in',
  },
  'an invented session': {
    cookie: 'switchboard.session=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA',
  },
};

/** Follows Next to the address of an RSC answer, and nowhere else. */
function ask(url: string, request: RawRequest) {
  return request.headers?.rsc ? sendForRsc(url, request) : send(url, request);
}

/** Resolves the path as the server does, and returns true if it is public. */
function isForAnybody(path: string): boolean {
  const { pathname } = new URL(`http://portal${path}`);
  return (
    publicAddresses.has(pathname.replace(/(?<=.)\/$/, '')) ||
    // The proxy receives the path without this suffix.
    isWebhookPath(pathname.replace(/\.rsc$/, '')) ||
    isLinkPath(pathname.replace(/\.rsc$/, '')) ||
    publicFolders.some((folder) => pathname.startsWith(folder))
  );
}

test('without a session no route shows anything, however it is asked for', async ({ portal, codat }) => {
  // It asks for each route in many ways, and so takes longer with each route.
  test.setTimeout(120_000);
  const addresses = [...listAddresses(), '/local/settings/integrations/commerce', '/nowhere'];
  expect(addresses.length).toBeGreaterThan(12);
  for (const address of addresses) {
    for (const [way, toPath] of Object.entries(paths)) {
      for (const [kind, sent] of Object.entries(headers)) {
        const path = toPath(address);
        const what = `${kind} of ${path} (${way})`;
        const answer = await ask(portal.url, { path, headers: sent });
        const isPublic = isForAnybody(path);
        expect(
          isPublic ? [200, 302, 303, 307, 308, 400, 404, 405] : [303, 307, 308, 400, 401, 403, 404],
          what,
        ).toContain(answer.status);
        expect(namesOfIntegrations.test(answer.body), what).toBe(false);
      }
    }
  }
  expect(await codat.requests()).toEqual([]);
});

test('with a session the same addresses do show something, so that the test above can fail', async ({
  portal,
  people,
}) => {
  const { cookies } = await people.sessionOf('Administrator');
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const sent of [headers.HTML, headers.RSC]) {
    const answer = await ask(portal.url, {
      path: '/local/settings/integrations/banking',
      headers: { ...sent, cookie },
    });
    expect(answer.status).toBe(200);
    expect(namesOfIntegrations.test(answer.body)).toBe(true);
  }
});

for (const [role, opened, closed] of [
  [
    'Onboarding',
    ['/local/companies'],
    [
      '/local/settings/integrations/banking',
      '/local/settings/activity',
      '/settings/users',
      '/settings/instances',
    ],
  ],
  ['Analyst', ['/local/settings/integrations/banking'], ['/local/settings/activity', '/settings/users']],
  [
    'Developer',
    ['/local/settings/activity'],
    ['/settings/users', '/settings/instances', '/settings/activity'],
  ],
  [
    'Administrator',
    ['/settings/users', '/settings/instances', '/local/settings/activity', '/settings/activity'],
    [],
  ],
] as const) {
  test(`the role ${role} opens its own places, and gets 403 for the others`, async ({
    openSecondBrowser,
    people,
    allowedConsoleErrors,
  }) => {
    allowedConsoleErrors.push(/status of 403/);
    const page = await openSecondBrowser({ storageState: await people.sessionOf(role) });
    for (const path of opened) {
      expect((await page.goto(path))?.status(), path).toBe(200);
      await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    }
    for (const path of closed) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(403);
      await expect(page.getByText('Your role can’t open this page')).toBeVisible();
      expect(namesOfIntegrations.test((await answer?.text()) ?? ''), path).toBe(false);
    }
  });
}

test('an Analyst sees tiles without switches, and settings without hints', async ({
  openSecondBrowser,
  people,
}) => {
  // Matches a hint only as a word of its own: four letters within a hash or a file name are no hint.
  const hints = /(?<!\w)(1ad1|2a6b)(?!\w)/;
  const settings = '/local/settings/integrations/banking/manage/suuo';
  const other = await openSecondBrowser({ storageState: await people.sessionOf('Administrator') });
  await other.goto(settings);
  await expect(other.getByLabel('Client ID', { exact: true })).toBeVisible();
  expect(await other.content()).toMatch(hints);

  const page = await openSecondBrowser({ storageState: await people.sessionOf('Analyst') });
  const bodies: Promise<string>[] = [];
  page.on('response', (response) => bodies.push(response.text().catch(() => '')));
  await page.goto('/local/settings/integrations/banking');
  await expect(page.getByRole('heading', { name: 'Plaid' })).toBeVisible();
  await expect(page.getByRole('switch')).toHaveCount(0);
  await page.goto(settings);
  await expect(page.getByRole('term').filter({ hasText: 'Sandbox secret' })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'Set' })).toHaveCount(2);
  expect((await Promise.all(bodies)).join()).not.toMatch(hints);
});

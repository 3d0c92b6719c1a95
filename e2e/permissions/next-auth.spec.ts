import { administrator, expect, test } from '../fixtures';
import { type RawAnswer, type RawRequest, send } from '../raw-request';

test.use({ as: null });

// Only the parts of next-auth that Switchboard's sign-in needs are open. The rest are its own pages, or take text from
// strangers.

for (const place of ['csrf', 'session', 'providers', 'signin', 'signout']) {
  test(`next-auth answers at ${place}`, async ({ page, portal }) => {
    const answer = await page.request.get(`${portal.url}/api/auth/${place}`, { maxRedirects: 0 });
    expect([200, 302]).toContain(answer.status());
  });
}

for (const place of ['_log', 'error', 'verify-request', 'callback', 'callback/email', 'constructor']) {
  test(`next-auth is not asked at ${place}, by a look or by a post`, async ({ page, portal }) => {
    const address = `${portal.url}/api/auth/${place}`;
    const look = await page.request.get(address, { maxRedirects: 0 });
    const post = await page.request.post(address, { headers: { origin: portal.url }, form: { a: 'b' } });
    expect([look.status(), post.status()]).toEqual([404, 404]);
  });
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = { 'content-type': 'application/json' };
const oddAddresses = [
  ...[
    'foo',
    ' ',
    'http://',
    'data:x',
    'javascript:alert(1)',
    '%E0%A4%A',
    'https://evil.example',
    '//evil.example',
  ],
  ...['/.//evil.example', '/\\evil.example', '/nowhere/at/all', '[object Object]'],
];

test('next-auth refuses what it does not expect, and nothing of it fails', async ({ portal }) => {
  const origin = { origin: portal.url };
  const post = (place: string, headers: RawRequest['headers'], body: string): RawRequest => ({
    method: 'POST',
    path: `/api/auth/${place}`,
    headers: { ...origin, ...headers },
    body,
  });
  const look = (place: string, headers: RawRequest['headers'] = {}): RawRequest => ({
    path: `/api/auth/${place}`,
    headers,
  });
  const places = ['csrf', 'session', 'providers', 'signin', 'signout'];
  const asked: RawRequest[] = [
    look('callback/credentials'),
    { ...look('callback/credentials'), method: 'HEAD' },
    look('%00'),
    look('%E0%A4%A'),
    look('signin?callbackUrl=%00'),
    look('signin?callbackUrl=/&callbackUrl=foo'),
    look('signin', { cookie: 'next-auth.callback-url=foo' }),
    look('signin', { cookie: '__Secure-next-auth.callback-url=%2F%2Fevil.example' }),
    ...places.flatMap((place) =>
      oddAddresses.map((odd) => look(`${place}?callbackUrl=${encodeURIComponent(odd)}`)),
    ),
    ...[...places, 'callback/credentials'].flatMap((place) => [
      post(place, json, '{'),
      post(place, json, '{"callbackUrl":{"a":1}}'),
      post(place, json, 'null'),
      post(place, { 'content-type': 'multipart/form-data' }, 'a=1'),
      post(place, {}, 'a=1'),
    ]),
  ];
  for (const request of asked) {
    const answer = await send(portal.url, request);
    const what = `${request.method ?? 'GET'} ${request.path} ${request.body ?? ''}`;
    expect(answer.status, what).toBeGreaterThanOrEqual(400);
    expect(answer.status, what).toBeLessThan(500);
    expectSecured(answer, what);
  }
  expectNoFailure(portal.printed());
});

test('next-auth’s own sign-in leads back to a page of Switchboard, whatever the form says', async ({
  portal,
}) => {
  const csrf = await send(portal.url, { path: '/api/auth/csrf' });
  const { csrfToken } = JSON.parse(csrf.body) as { csrfToken: string };
  const cookie = (csrf.headers['set-cookie'] ?? []).map((set) => set.split(';')[0]).join('; ');
  const signIn = (callbackUrl: string) =>
    send(portal.url, {
      method: 'POST',
      path: '/api/auth/callback/credentials',
      headers: { ...form, origin: portal.url, cookie },
      body: new URLSearchParams({ ...administrator, csrfToken, callbackUrl }).toString(),
    });
  for (const odd of [...oddAddresses, '/\0', '/\r\nset-cookie: a=b', `${portal.url}/.//evil.example`]) {
    const answer = await signIn(odd);
    expect([answer.status, answer.headers.location], JSON.stringify(odd)).toEqual([302, `${portal.url}/`]);
    expectSecured(answer, odd);
  }
  for (const own of ['/settings/users', `${portal.url}/settings/users`]) {
    expect((await signIn(own)).headers.location).toBe(`${portal.url}/settings/users`);
  }
  expectNoFailure(portal.printed());
});

function expectSecured(answer: RawAnswer, what: string): void {
  expect(answer.headers, what).toMatchObject({
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
}

/** Next prints a sign and a stack for what it has not caught. */
function expectNoFailure(printed: string): void {
  expect(printed).not.toMatch(/⨯|^\s+at /m);
}

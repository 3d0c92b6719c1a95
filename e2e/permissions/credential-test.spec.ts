import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { routes } from '@/lib/routes';
import { expect, type People, type Role, test } from '../fixtures';
import { send } from '../raw-request';
import { findIn, marker } from '../secret-search';

// The route of the credential test, past every page and button.

test.use({ as: null });

function question(secret: string): string {
  return JSON.stringify({
    instance: 'local',
    key: 'suuo',
    environment: 'sandbox',
    account: { intent: 'replace', value: '5f9c1b7ad2e44a0012ab2a6b' },
    secret: { intent: 'replace', value: secret },
  });
}

async function cookieOf(people: People, role: Role): Promise<string> {
  const { cookies } = await people.sessionOf(role);
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

const asksProvider = ({ path: asked }: { path: string }) => /^\/(plaid|stripe)\//.test(asked);

for (const [role, expected] of [
  ['Onboarding', 403],
  ['Advisor', 403],
  ['Analyst', 403],
  ['Developer', 200],
  ['Administrator', 200],
] as const) {
  test(`${role}: the route answers ${expected}`, async ({ portal, people, codat }) => {
    const cookie = await cookieOf(people, role);
    await codat.clearRequests();
    const { status, body } = await send(portal.url, {
      method: 'POST',
      path: routes.credentialTest(),
      body: question(marker()),
      headers: { cookie, origin: portal.url, 'content-type': 'application/json' },
    });
    expect(status).toBe(expected);
    expect(body).toContain(expected === 200 ? '"kind":"passed"' : '"code":"forbidden"');
    expect((await codat.requests()).filter(asksProvider)).toHaveLength(expected === 200 ? 1 : 0);
  });
}

test('a request without a session, from another site or by another method sends nothing', async ({
  portal,
  people,
  codat,
}) => {
  const cookie = await cookieOf(people, 'Administrator');
  await codat.clearRequests();
  const request = { method: 'POST', path: routes.credentialTest(), body: question(marker()) };
  const own = { origin: portal.url };
  expect((await send(portal.url, { ...request, headers: own })).status).toBe(303);
  const forged = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { ...own, 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', host: 'evil.example' },
  ];
  for (const headers of forged) {
    const { status } = await send(portal.url, { ...request, headers: { cookie, ...headers } });
    expect(status, JSON.stringify(headers)).toBe(403);
  }
  const read = await send(portal.url, { path: routes.credentialTest(), headers: { cookie } });
  expect(read.status).toBe(405);
  for (const body of ['', 'nonsense', '[]', '{"instance":"local"}', JSON.stringify({ secret: 'x' })]) {
    const { status } = await send(portal.url, { ...request, body, headers: { cookie, ...own } });
    expect(status, body).toBe(400);
  }
  expect((await codat.requests()).filter(asksProvider)).toEqual([]);
});

test('a secret that is tested is in no answer, log line, row or file, whatever the provider repeats', async ({
  portal,
  people,
  codat,
}) => {
  const cookie = await cookieOf(people, 'Developer');
  const headers = { cookie, origin: portal.url, 'content-type': 'application/json' };
  const markers: string[] = [];
  let answers = '';
  for (const status of [200, 307, 400, 401, 429, 500]) {
    const secret = marker();
    markers.push(secret);
    const echo = { error_code: secret, error_message: `${secret} ${Buffer.from(secret).toString('base64')}` };
    const faults = { path: '/plaid/*', status, body: echo, headers: { location: `/${secret}` } };
    await codat.faults([faults]);
    const answer = await send(portal.url, {
      method: 'POST',
      path: routes.credentialTest(),
      headers,
      body: question(secret),
    });
    answers += `${JSON.stringify(answer.headers)}${answer.body}`;
  }
  expect((await codat.requests()).filter(asksProvider)).toHaveLength(6);
  expect(answers).toContain('untestable');
  expect(findIn(answers, markers)).toEqual([]);
  expect(findIn(portal.printed(), markers)).toEqual([]);
  expect(findIn(JSON.stringify(portal.query('select * from activity')), markers)).toEqual([]);
  for (const file of readdirSync(portal.dataDir, { recursive: true, encoding: 'utf8' })) {
    expect(findIn(readFileSync(path.join(portal.dataDir, file), 'latin1'), markers), file).toEqual([]);
  }
});

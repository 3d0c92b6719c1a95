import { randomUUID } from 'node:crypto';
import { can } from '@/lib/access/permissions';
import { isLinkPath, isWebhookPath, pageAfterSignIn } from '@/lib/routes';
import { encodings, type Fields } from '../action-requests';
import { findAction, listActions, listAddresses } from '../built-app';
import { addUser, type Codat, expect, test } from '../fixtures';
import { type RawAnswer, send, sendForRsc } from '../raw-request';
import type { Portal } from '../start-portal';
import { cookieOf, everything } from './effects';
import type { World } from './tried';
import { arrange, pageOf, requestsOf, requestTo, triedActions, triedHandlers } from './valid-arguments';

// A user is signed in in two browsers. What happens in one of them, or by an Administrator, ends what the other may do:
// on every page, action and route handler of the build, with arguments that would reach something.

test.use({ as: null });

const password = 'a horse on the moor';
/** Strangers may read these too. */
const publicAddresses = [
  ...[
    '/sign-in',
    '/sign-in/two-factor',
    '/sign-in/forgotten',
    '/api/health',
    '/favicon.svg',
    '/api/auth/session',
  ],
  ...['/api/sign-in/oidc', '/api/sign-in/oidc/callback'],
];
/** They let in anyone who has their arguments. */
const forStrangers = Object.keys(triedActions).filter((name) => triedActions[name]?.permission === null);
const content = /Plaid|TrueLayer|Xero|Stripe|QuickBooks|linked connection|\/link\//;

type Person = { readonly id: string; readonly email: string; readonly password: string };
type Call = { readonly cookie: string; readonly name: string; readonly fields: Fields };

function post(portal: Portal, { cookie, name, fields }: Call): Promise<RawAnswer> {
  const { headers, body } = encodings.stateCall.encode(findAction(name), fields);
  const sent = { ...headers, origin: portal.url, ...(cookie && { cookie }) };
  return send(portal.url, { method: 'POST', path: pageOf(name), headers: sent, ...(body && { body }) });
}

async function enter(portal: Portal, given: { email: string; password: string }): Promise<string> {
  const { email } = given;
  const fields = { email, password: given.password, next: '/' };
  const { headers } = await post(portal, { cookie: '', name: 'signInAction', fields });
  const cookie = (headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
  expect(cookie).toContain('switchboard.session=');
  return cookie;
}

function addPerson(portal: Portal): Person {
  const added = addUser(portal, 'Administrator', `ended-${randomUUID().slice(0, 8)}@example.com`);
  const [row] = portal.query<{ id: string }>('select id from users where email = ?', added.email);
  return { ...added, id: row?.id ?? '' };
}

/** Each way in which a session ends, given the cookies of the two browsers and of another Administrator. */
type Ending = {
  readonly portal: Portal;
  readonly person: Person;
  readonly here: string;
  readonly there: string;
  readonly boss: string;
};
const endings: Readonly<Record<string, (ending: Ending) => Promise<RawAnswer>>> = {
  'is signed out, and its cookie was copied': ({ portal, there }) =>
    send(portal.url, {
      method: 'POST',
      path: pageOf('signOutAction'),
      ...withOrigin(encodings.formCall.encode(findAction('signOutAction'), {}), portal, there),
    }),
  'is signed out everywhere by an Administrator': ({ portal, person, boss }) =>
    post(portal, { cookie: boss, name: 'signOutUserAction', fields: { user: person.id } }),
  'belongs to a user whom an Administrator disables': ({ portal, person, boss }) =>
    post(portal, { cookie: boss, name: 'disableUserAction', fields: { user: person.id } }),
  'is of a user who changes the password elsewhere': ({ portal, person, here }) =>
    post(portal, {
      cookie: here,
      name: 'changePasswordAction',
      fields: { current: person.password, password },
    }),
  'is revoked elsewhere': ({ portal, person, here }) => {
    const [latest] = portal.query<{ id: string }>(
      'select id from sessions where user_id = ? order by created_at desc, rowid desc limit 1',
      person.id,
    );
    return post(portal, { cookie: here, name: 'endSessionAction', fields: { session: latest?.id ?? '' } });
  },
};

function withOrigin(request: ReturnType<typeof encodings.formCall.encode>, portal: Portal, cookie: string) {
  return { ...request, headers: { ...request.headers, origin: portal.url, cookie } };
}

async function begin(
  portal: Portal,
  codat: Codat,
  boss: string,
): Promise<Ending & { readonly world: World }> {
  const world = await arrange(portal, codat);
  const person = addPerson(portal);
  const [here, there] = [await enter(portal, person), await enter(portal, person)];
  expect((await send(portal.url, { path: '/settings/users', headers: { cookie: there } })).status).toBe(200);
  await codat.clearRequests();
  return { portal, person, here, there, boss, world };
}

for (const [how, end] of Object.entries(endings)) {
  test(`a session that ${how} opens nothing more`, async ({ portal, people, codat }) => {
    test.setTimeout(240_000);
    const begun = await begin(portal, codat, await cookieOf(people, codat, 'Administrator'));
    const { there, world } = begun;
    expect((await end(begun)).status).toBeLessThan(400);
    await codat.clearRequests();
    const before = everything(portal);

    const isPublic = (address: string) =>
      publicAddresses.includes(address) || isLinkPath(address) || isWebhookPath(address);
    const closed = listAddresses().filter((address) => !isPublic(address));
    expect(closed.length).toBeGreaterThan(25);
    for (const path of closed) {
      const answers = [
        await send(portal.url, { path, headers: { cookie: there, accept: 'text/html' } }),
        await sendForRsc(portal.url, { path, headers: { cookie: there } }),
      ];
      for (const answer of answers) {
        expect(answer.status, path).toBe(303);
        expect(answer.headers.location, path).toContain('/sign-in');
        expect(content.test(answer.body), path).toBe(false);
      }
    }
    const own = await send(portal.url, { path: '/api/auth/session', headers: { cookie: there } });
    expect(own.body).toBe('{}');

    const names = listActions().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(30);
    for (const name of names.filter((one) => !forStrangers.includes(one))) {
      for (const [way, request] of requestsOf(name, world)) {
        const sent = { ...request, headers: { ...request.headers, cookie: there, origin: portal.url } };
        const answer = await send(portal.url, { method: 'POST', path: pageOf(name), ...sent });
        expect([401, 303], `${name}, ${way}`).toContain(answer.status);
        expect(answer.body.replace(/^\/sign-in\?next=.*/, ''), `${name}, ${way}`).toBe('');
      }
    }
    for (const address of Object.keys(triedHandlers)) {
      const request = requestTo(address, world);
      const sent = { ...request, headers: { ...request.headers, cookie: there, origin: portal.url } };
      const answer = await send(portal.url, { method: 'POST', path: address, ...sent });
      expect(answer.status, address).toBe(303);
    }
    expect(everything(portal)).toEqual(before);
    expect(await codat.requests()).toEqual([]);
  });
}

test('a session of a user who is demoted does at once what the new role may, and no more', async ({
  portal,
  people,
  codat,
}) => {
  test.setTimeout(240_000);
  const begun = await begin(portal, codat, await cookieOf(people, codat, 'Administrator'));
  const { there, world, person, boss } = begun;
  const role = 'Onboarding';
  const fields = { user: person.id, role };
  expect((await post(portal, { cookie: boss, name: 'changeRoleAction', fields })).status).toBe(200);
  await codat.clearRequests();
  const before = everything(portal);
  const closed = listAddresses().filter(
    (address) =>
      pageAfterSignIn(address, () => true) === address &&
      pageAfterSignIn(address, (permission) => can(role, permission)) !== address,
  );
  expect(closed.length).toBeGreaterThan(10);
  for (const path of closed) {
    for (const ask of [send, sendForRsc]) {
      const answer = await ask(portal.url, { path, headers: { cookie: there } });
      // A title names what the address names, out of Switchboard's own definitions.
      expect(content.test(answer.body.replaceAll('Plaid', '')), path).toBe(false);
      // A script reads the refusal in the stream of its page.
      if (ask === send) expect(answer.status, path).toBe(403);
    }
  }
  for (const [name, { permission }] of Object.entries(triedActions)) {
    if (!permission || can(role, permission)) continue;
    for (const [way, request] of requestsOf(name, world)) {
      const sent = { ...request, headers: { ...request.headers, cookie: there, origin: portal.url } };
      await send(portal.url, { method: 'POST', path: pageOf(name), ...sent });
      expect(everything(portal), `${name}, ${way}`).toEqual(before);
    }
  }
  for (const [address, { permission }] of Object.entries(triedHandlers)) {
    if (!permission || can(role, permission)) continue;
    const request = requestTo(address, world);
    const sent = { ...request, headers: { ...request.headers, cookie: there, origin: portal.url } };
    expect((await send(portal.url, { method: 'POST', path: address, ...sent })).status, address).toBe(403);
  }
  expect(everything(portal)).toEqual(before);
  expect((await codat.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
});

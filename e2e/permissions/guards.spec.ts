import { can, type Permission, roles } from '@/lib/access/permissions';
import { reviews } from '@/lib/routes';
import type { Fields } from '../action-requests';
import { listActions, listHandlers } from '../built-app';
import { type Codat, expect, type Role, test } from '../fixtures';
import { type RawAnswer, send } from '../raw-request';
import type { Portal } from '../start-portal';
import { cookieOf, effects, everything } from './effects';
import type { Effect, World } from './tried';
import {
  arrange,
  handlersOfTheirOwn,
  pageOf,
  requestsOf,
  requestTo,
  triedActions,
  triedHandlers,
} from './valid-arguments';

// Each server action and each route handler is posted to with arguments that are valid, so that it is the guard that
// refuses: an Administrator gets somewhere with them, and a role without the permission nowhere.

test.use({ as: null });

const cookieIn = ({ headers }: RawAnswer) =>
  (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');

/** Signing out ends a session for good, so it is tried with one of its own. */
async function signInAgain(portal: Portal): Promise<string> {
  const nobody = { company: '', name: '', connection: '', change: '' };
  return cookieIn(await post(portal, 'signInAction', { world: nobody, headers: { origin: portal.url } }));
}

type Sent = { readonly world: World; readonly headers: Fields };

function post(portal: Portal, name: string, { world, headers }: Sent) {
  const [, request] = requestsOf(name, world)[0] ?? [];
  const path = pageOf(name);
  return send(portal.url, { method: 'POST', path, ...request, headers: { ...request?.headers, ...headers } });
}

function postTo(portal: Portal, address: string, { world, headers }: Sent) {
  const request = requestTo(address, world);
  return send(portal.url, {
    method: 'POST',
    path: address,
    ...request,
    headers: { ...request.headers, ...headers },
  });
}

function seqOfLatest(portal: Portal): ReadonlyMap<string, number> {
  const heads = portal.query<{ id: string; last_seq: number }>('select id, last_seq from activity_chains');
  return new Map(heads.map(({ id, last_seq }) => [id, last_seq]));
}

async function effectOf(
  { portal, codat }: { readonly portal: Portal; readonly codat: Codat },
  answer: RawAnswer,
  before: ReadonlyMap<string, number>,
): Promise<Effect> {
  const rows = portal.query<{ chain_id: string; seq: number; action: string }>(
    'select chain_id, seq, action from activity',
  );
  return {
    body: answer.body,
    cookies: cookieIn(answer),
    asked: (await codat.requests()).map(({ method, path }) => `${method} ${path}`),
    recorded: rows.filter((row) => row.seq > (before.get(row.chain_id) ?? 0)).map(({ action }) => action),
  };
}

/** How often a permission was refused to a role, recorded or only counted so far. */
function refusalsOf(portal: Portal, role: Role, permission: Permission): number {
  const actor = `${role.toLowerCase()}@example.com`;
  const rows = portal.query<{ details: string }>(
    "select details from activity where action = 'access.denied' and actor = ?",
    actor,
  );
  const recorded = rows
    .map(({ details }) => JSON.parse(details) as { permission: string; count?: number })
    .filter((denied) => denied.permission === permission)
    .reduce((sum, { count = 1 }) => sum + count, 0);
  const [open] = portal.query<{ unrecorded: number }>(
    'select unrecorded from refusals where actor = ? and permission = ?',
    ...[actor, permission],
  );
  return recorded + (open?.unrecorded ?? 0);
}

test('each action and each handler of the build has arguments here that are valid', () => {
  expect(
    listActions()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(triedActions).sort());
  expect(listHandlers().sort()).toEqual([...Object.keys(triedHandlers), ...handlersOfTheirOwn].sort());
});

test.describe('an Administrator reaches with the arguments below', () => {
  for (const [name, { reached }] of Object.entries(triedActions)) {
    test(`the action ${name}`, async ({ portal, people, codat }) => {
      const cookie =
        name === 'signOutAction' ? await signInAgain(portal) : await cookieOf(people, codat, 'Administrator');
      const world = await arrange(portal, codat);
      const headers = { cookie, origin: portal.url };
      if (name === 'restoreAction') await post(portal, 'keepAction', { world, headers });
      // Loads the page first: its readings are cached for a while, unless it is refreshed.
      await send(portal.url, { path: pageOf(name), headers });
      await codat.clearRequests();
      const before = seqOfLatest(portal);
      const answer = await post(portal, name, { world, headers });
      expect(answer.body).not.toContain('"code":"invalid"');
      expect(reached(await effectOf({ portal, codat }, answer, before), world), answer.body).toBe(true);
    });
  }

  for (const [address, { reached }] of Object.entries(triedHandlers)) {
    test(`the handler ${address}`, async ({ portal, people, codat }) => {
      const cookie = await cookieOf(people, codat, 'Administrator');
      const world = await arrange(portal, codat);
      const headers = { cookie, origin: portal.url };
      if (address === reviews.restore) await post(portal, 'keepAction', { world, headers });
      await codat.clearRequests();
      const before = seqOfLatest(portal);
      const answer = await postTo(portal, address, { world, headers });
      expect(answer.status, answer.body).toBe(200);
      expect(reached(await effectOf({ portal, codat }, answer, before), world), answer.body).toBe(true);
    });
  }
});

test('no handler does anything without a session', async ({ portal, codat }) => {
  const world = await arrange(portal, codat);
  const before = await effects(portal, codat);
  for (const address of Object.keys(triedHandlers)) {
    const answer = await postTo(portal, address, { world, headers: { origin: portal.url } });
    expect(answer.status, address).toBe(303);
  }
  expect(await effects(portal, codat)).toEqual(before);
  expect(await codat.requests()).toEqual([]);
});

for (const role of roles.filter((one) => one !== 'Administrator')) {
  const refused = <Row extends { permission: Permission | null }>(table: Readonly<Record<string, Row>>) =>
    Object.entries(table).flatMap(([name, { permission }]) =>
      permission && !can(role, permission) ? [[name, permission] as const] : [],
    );

  test(`the role ${role} is refused each action that is not its own, on record, and nothing else is left`, async ({
    portal,
    people,
    codat,
  }) => {
    const cookie = await cookieOf(people, codat, role);
    const headers = { cookie, origin: portal.url };
    const world = await arrange(portal, codat);
    const before = { ...(await effects(portal, codat)), rows: everything(portal) };
    expect(refused(triedActions).length).toBeGreaterThan(0);
    for (const [name, permission] of refused(triedActions)) {
      const path = pageOf(name);
      const counted = refusalsOf(portal, role, permission);
      await send(portal.url, { path, headers });
      // The page that holds the action may ask for the same permission.
      const ofPage = refusalsOf(portal, role, permission) - counted;
      for (const [way, request] of requestsOf(name, world)) {
        const before = refusalsOf(portal, role, permission);
        const sent = { method: 'POST', path, ...request, headers: { ...request.headers, ...headers } };
        const { body } = await send(portal.url, sent);
        const refusals = refusalsOf(portal, role, permission) - before;
        const what = `${name}, ${way}: ${refusals} refusals, ${ofPage} of them the page's`;
        expect(refusals, what).toBeGreaterThan(0);
        expect(refusals > ofPage || body.includes('"code":"forbidden"'), what).toBe(true);
        expect(body.includes('/link/'), what).toBe(false);
      }
    }
    expect({ ...(await effects(portal, codat)), rows: everything(portal) }).toEqual(before);
  });

  test(`the role ${role} is refused each handler that is not its own, on record, and nothing else is left`, async ({
    portal,
    people,
    codat,
  }) => {
    const cookie = await cookieOf(people, codat, role);
    const headers = { cookie, origin: portal.url };
    const world = await arrange(portal, codat);
    const before = everything(portal);
    for (const [address, permission] of refused(triedHandlers)) {
      const counted = refusalsOf(portal, role, permission);
      expect((await postTo(portal, address, { world, headers })).status, address).toBe(403);
      expect(refusalsOf(portal, role, permission), address).toBe(counted + 1);
    }
    expect(everything(portal)).toEqual(before);
    expect(await codat.requests()).toEqual([]);
  });
}

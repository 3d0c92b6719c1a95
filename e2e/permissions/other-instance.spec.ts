import { randomUUID } from 'node:crypto';
import { reconnectExport } from '@/lib/routes';
import { argumentsCall, encodings, type Fields } from '../action-requests';
import { findAction } from '../built-app';
import { expect, test } from '../fixtures';
import { type RawAnswer, type RawRequest, send } from '../raw-request';
import { cookieOf, everything } from './effects';
import type { World } from './tried';
import { arrange, pageOf, requestTo, triedActions } from './valid-arguments';

// Actions and handlers that take an id of Codat's or of a change are sent the ids of one instance with the name of the
// other. The answer is that for an id that never existed, and no Codat client is written to.

test.use({ as: null });

const slug = 'production';

/** All that take such an id; `guards.spec.ts` shows that each reaches something at home. */
const takingIds = [
  ...['linksAction', 'createConnectionAction', 'removeConnectionAction', 'deleteCompanyAction'],
  ...['linkAction', 'compareAction'],
];

/** The arguments of the action for this world, with the name of the other instance. */
function elsewhere(name: string, world: World): Pick<RawRequest, 'headers' | 'body'> {
  const tried = triedActions[name];
  const action = findAction(name);
  if (!tried) throw new Error(name);
  if ('args' in tried) {
    const args = JSON.parse(JSON.stringify(tried.args(world)).replaceAll('"local"', `"${slug}"`));
    return argumentsCall(action, args);
  }
  const fields: Fields = 'form' in tried ? tried.form(world) : tried.state(world);
  const encoding = 'form' in tried ? encodings.formCall : encodings.stateCall;
  return encoding.encode(action, { ...fields, instance: slug });
}

/** The result of an action, without the page that may follow it. */
function resultOf({ status, body }: RawAnswer, world: World): string {
  const [line = ''] = /^\d+:\{"outcome".*$/m.exec(body) ?? [];
  const ids = [world.company, world.connection, world.change];
  return ids.reduce((text, id) => text.replaceAll(id, 'an id'), `${status} ${line.replace(/^\d+:/, '')}`);
}

test('the ids of one instance are worth nothing in another, in each action and handler that takes one', async ({
  portal,
  people,
  codat,
  secondCodat,
}) => {
  test.setTimeout(120_000);
  const cookie = await cookieOf(people, codat, 'Administrator');
  const headers = { cookie, origin: portal.url };
  const post = (path: string, request: Pick<RawRequest, 'headers' | 'body'>) =>
    send(portal.url, { method: 'POST', path, ...request, headers: { ...request.headers, ...headers } });
  const draft = {
    name: 'Production',
    slug,
    colour: 'red',
    shape: 'star',
    kind: 'live',
    credentialTests: false,
    apiUrl: portal.emulatorUrl,
    apiKey: portal.secondClient.apiKey,
  };
  const added = argumentsCall(findAction('addInstanceAction'), [{ draft }]);
  expect((await post(pageOf('addInstanceAction'), added)).body).toContain('"kind":"saved"');

  const world = await arrange(portal, codat);
  const nothing = { ...world, company: randomUUID(), connection: randomUUID(), change: randomUUID() };
  await secondCodat.clearRequests();
  const before = everything(portal);
  for (const name of takingIds) {
    const page = pageOf(name).replace('/local/', `/${slug}/`);
    const [replayed, unknown] = [
      resultOf(await post(page, elsewhere(name, world)), world),
      resultOf(await post(page, elsewhere(name, nothing)), nothing),
    ];
    expect(replayed, name).toBe(unknown);
    expect(replayed, name).toContain('"code":"not-found"');
  }
  for (const one of [world, nothing]) {
    const request = requestTo(reconnectExport, one);
    const body = String(request.body).replace('"local"', `"${slug}"`);
    expect((await post(reconnectExport, { ...request, body })).status).toBe(404);
    const page = `/${slug}/settings/integrations/banking/manage/suuo/reconnect/${one.change}`;
    for (const path of [page, `/${slug}/companies/${one.company}`, `/${slug}/settings/activity/999999`]) {
      expect((await send(portal.url, { path, headers })).status, path).toBe(404);
    }
  }
  const isWrite = ({ method }: { method: string }) => !['GET', 'HEAD'].includes(method);
  expect((await secondCodat.requests()).filter(isWrite)).toEqual([]);
  expect((await codat.requests()).filter(isWrite)).toEqual([]);
  const lasting = ({ instances: _, ...rows }: Record<string, unknown>) => rows;
  expect(lasting(everything(portal))).toEqual(lasting(before));

  const [row] = portal.query<{ version: number }>('select version from instances where slug = ?', slug);
  const removal = [{ instance: slug, version: row?.version, phrase: 'Production' }];
  const removed = await post(
    pageOf('removeInstanceAction'),
    argumentsCall(findAction('removeInstanceAction'), removal),
  );
  expect(removed.body).toContain('"kind":"removed"');
});

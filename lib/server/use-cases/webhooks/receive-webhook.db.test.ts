import { sql } from 'kysely';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { POST } from '@/app/api/webhooks/codat/[instance]/route';
import { isQuotaLow } from '../../codat/quota';
import { linkedWith, scanCompanies } from '../../companies/company-scan';
import { database } from '../../db/database';
import { readWholeList } from '../../integrations/integration-snapshot';
import { engines, type Installation, setupInstallation } from '../../testing/installation';
import { codatKey, instance } from '../../testing/names';
import { startReceivingProcess } from '../../testing/processes/child-process';
import {
  connectionBody,
  type Delivery,
  inventId,
  inventSecret,
  type Posted,
  quotaBody,
  sign,
} from '../../testing/webhook-deliveries';
import { receiveOnce } from '../../webhooks/webhook-receipts';
import { changeWebhookSecret } from './change-webhook-secret';

const minuteMs = 60_000;
const plaid = { key: 'suuo', name: 'Plaid' };

/**
 * Posts to the route itself, outside a browser's request. Next's `cookies()` and `headers()` would throw, so an answer
 * shows that no session was read.
 */
async function post({ headers, body }: Posted, to: string = instance): Promise<number> {
  const request = new Request(`http://localhost/api/webhooks/codat/${to}`, { method: 'POST', headers, body });
  const answer = await POST(request, { params: Promise.resolve({ instance: to }) });
  expect(await answer.text()).toBe('');
  return answer.status;
}

/** Returns every row of every table. */
async function everything(): Promise<Record<string, unknown>> {
  const tables = await database().introspection.getTables();
  const dump = tables
    .filter(({ name }) => !name.startsWith('kysely_'))
    .map(async ({ name }) => {
      const { rows } = await sql`select * from ${sql.table(name)}`.execute(database());
      return [name, rows.map((row) => JSON.stringify(row)).sort()];
    });
  return Object.fromEntries(await Promise.all(dump));
}

async function storeSecret(portal: Installation, value: string): Promise<void> {
  const person = await portal.signInAs('Administrator');
  const result = person.does(() => changeWebhookSecret({ instance, secret: { intent: 'replace', value } }));
  expect(await result).toEqual({ kind: 'saved' });
}

/** Unlinks one more of Plaid's customers directly at Codat, bypassing the portal. */
async function unlinkOne(portal: Installation): Promise<void> {
  const { companies } = await scanCompanies(await portal.instanceRow());
  const company = linkedWith(companies, plaid)[0];
  const connection = company?.connections.find(({ integrationKey }) => integrationKey === plaid.key);
  const address = `${portal.codatUrl}/companies/${company?.id}/connections/${connection?.id}`;
  const answer = await fetch(address, {
    method: 'PATCH',
    headers: { authorization: `Basic ${Buffer.from(codatKey).toString('base64')}` },
    body: JSON.stringify({ status: 'Unlinked' }),
  });
  expect(answer.status).toBe(200);
}

describe.each(engines)('a webhook of Codat’s, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let secret: string;

  beforeEach(async () => {
    await database().deleteFrom('webhook_receipts').execute();
    secret = inventSecret();
    await storeSecret(portal, secret);
  });

  const receipts = () => database().selectFrom('webhook_receipts').selectAll().execute();
  const revision = async () => (await portal.instanceRow()).connections_revision;
  const scans = async () =>
    (await portal.codat.requests()).filter(({ method, path }) => method === 'GET' && path === '/companies');

  const good = (changes: Partial<Parameters<typeof sign>[1]> = {}) =>
    sign(connectionBody(), { secret, ...changes });
  const withHeaders = (headers: Readonly<Record<string, string | null>>): Delivery => {
    const delivery = good();
    const changed = Object.entries({ ...delivery.headers, ...headers });
    return {
      ...delivery,
      headers: Object.fromEntries(changed.flatMap(([k, v]) => (v === null ? [] : [[k, v]]))),
    };
  };
  const bad: readonly (readonly [string, number, () => Posted | readonly [Delivery, string]])[] = [
    ['a wrong signature', 401, () => withHeaders({ 'webhook-signature': 'v1,AAAA' })],
    [
      'a signature of the right length',
      401,
      () => withHeaders({ 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }),
    ],
    ['a signature that names no version', 401, () => withHeaders({ 'webhook-signature': 'AAAA' })],
    ['the signature of another secret', 401, () => good({ secret: inventSecret() })],
    ['the signature of another id', 401, () => withHeaders({ 'webhook-id': inventId() })],
    ['the signature of another body', 401, () => ({ ...good(), body: connectionBody('connection.deleted') })],
    ['a body that was cut short', 401, () => ({ ...good(), body: good().body.slice(0, -20) })],
    ['no body', 401, () => ({ ...good(), body: '' })],
    ['a body of 1 MiB that no one signed', 401, () => ({ ...good(), body: 'x'.repeat(1024 * 1024) })],
    ['a time of more than 5 minutes ago', 401, () => good({ at: Date.now() - 5 * minuteMs - 2_000 })],
    ['a time in more than 5 minutes', 401, () => good({ at: Date.now() + 5 * minuteMs + 2_000 })],
    [
      'a time that was moved',
      401,
      () => withHeaders({ 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 1) }),
    ],
    ['no time', 401, () => withHeaders({ 'webhook-timestamp': null })],
    ['a time that is none', 401, () => withHeaders({ 'webhook-timestamp': 'now' })],
    ['no id', 401, () => withHeaders({ 'webhook-id': null })],
    ['no signature', 401, () => withHeaders({ 'webhook-signature': null })],
    ['no headers at all', 401, () => ({ headers: {}, body: connectionBody() })],
    ['an instance that is not there', 401, () => [good(), 'elsewhere']],
    ['an instance that can’t be', 401, () => [good(), '\0\'"--']],
    ['broken JSON under a good signature', 400, () => sign('{"eventType":', { secret })],
    ['bytes that are no text', 400, () => sign(Uint8Array.of(0x22, 0xff, 0x22), { secret })],
    ['an event that is unknown', 204, () => sign(connectionBody('connection.exploded'), { secret })],
    ['an event of others', 204, () => sign(connectionBody('company.created'), { secret })],
    ['JSON that is no event', 204, () => sign('[7]', { secret })],
  ];

  it.each(bad)('with %s is answered %i, and leaves no trace', async (_, status, make) => {
    await portal.codat.clearRequests();
    const before = await everything();
    const made = make();
    const [delivery, to] = 'body' in made ? [made, instance] : made;
    expect(await post(delivery, to)).toBe(status);
    expect(await everything()).toEqual(before);
    expect(await portal.codat.requests()).toEqual([]);
  });

  it('is refused as long as no secret is stored, and once it is removed', async () => {
    expect(await post(good())).toBe(204);
    const person = await portal.signInAs('Administrator');
    await person.does(() => changeWebhookSecret({ instance, secret: { intent: 'clear' } }));
    const before = await everything();
    expect(await post(good())).toBe(401);
    expect(await post(sign(connectionBody(), { secret: 'whsec_' }))).toBe(401);
    expect(await everything()).toEqual(before);
  });

  it('is refused under the secret before the present one', async () => {
    const delivery = good();
    await storeSecret(portal, inventSecret());
    expect(await post(delivery)).toBe(401);
  });

  it('does the same with an Administrator’s cookie as without', async () => {
    const person = await portal.signInAs('Administrator');
    const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const before = await everything();
    expect(await post(withHeaders({ cookie, 'webhook-signature': 'v1,AAAA' }))).toBe(401);
    expect(await everything()).toEqual(before);
    expect(await post(withHeaders({ cookie }))).toBe(204);
    expect(await portal.recorded()).toMatchObject([{ action: 'webhooks.secret-set' }]);
  });

  it.each(['created', 'connected', 'disconnected', 'reconnected', 'failed', 'deleted'])(
    'invalidates earlier readings if a connection was %s, and calls no one',
    async (change) => {
      await portal.codat.clearRequests();
      const before = await revision();
      expect(await post(sign(connectionBody(`connection.${change}`), { secret }))).toBe(204);
      expect(await revision()).toBe(before + 1);
      expect(await receipts()).toHaveLength(1);
      expect(await portal.codat.requests()).toEqual([]);
    },
  );

  it('counts once, however often and however much at once it is delivered', async () => {
    const before = await revision();
    const delivery = good();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(delivery)));
    expect(answers).toEqual(Array(20).fill(204));
    expect(await revision()).toBe(before + 1);
    const afterFirst = await everything();
    // Svix signs each of its attempts again.
    const id = delivery.headers['webhook-id'] ?? '';
    expect(await post(sign(delivery.body, { secret, id, at: Date.now() + 30_000 }))).toBe(204);
    expect(await post(sign(delivery.body, { secret, id, prefix: 'svix' }))).toBe(204);
    expect(await everything()).toEqual(afterFirst);
  });

  it('is not taken for received if it could not be acted upon', async () => {
    const { id } = await portal.instanceRow();
    const fails = receiveOnce(id, 'msg_1', async () => {
      throw new Error('the power is gone');
    });
    await expect(fails).rejects.toThrow('the power is gone');
    expect(await receipts()).toEqual([]);
    expect(await receiveOnce(id, 'msg_1', async () => {})).toBe(true);
    expect(await receiveOnce(id, 'msg_1', async () => {})).toBe(false);
  });

  it('is answered 503 while the store can’t take it, so that it is delivered again', async () => {
    const delivery = good();
    await sql`alter table webhook_receipts rename to away`.execute(database());
    try {
      expect(await post(delivery)).toBe(503);
    } finally {
      await sql`alter table away rename to webhook_receipts`.execute(database());
    }
    const before = await revision();
    expect(await post(delivery)).toBe(204);
    expect(await revision()).toBe(before + 1);
  });

  it('is remembered for a week', async () => {
    const { id } = await portal.instanceRow();
    const week = 7 * 86_400_000;
    const row = (message_id: string, age: number) => ({
      instance_id: id,
      message_id,
      received_at: Date.now() - age,
    });
    await database()
      .insertInto('webhook_receipts')
      .values([row('old', week + minuteMs), row('young', week - minuteMs)])
      .execute();
    expect(await post(good({ id: 'new' }))).toBe(204);
    expect((await receipts()).map(({ message_id }) => message_id).sort()).toEqual(['new', 'young']);
  });

  it('leaves a state like a fresh reading after 1,000 deliveries, for one reading more', async () => {
    const start = Date.now();
    vi.setSystemTime(start);
    const look = async () => scanCompanies(await portal.instanceRow(), { maxAgeMs: 3_600_000 });
    const old = await look();
    await unlinkOne(portal);
    await portal.codat.clearRequests();

    const before = await revision();
    const answers: number[] = [];
    const several = (count: number) => Array.from({ length: count }, () => good());
    const lookAgain = async () => {
      expect(await look()).toBe(old);
      expect(await scans()).toHaveLength(0);
    };
    for (let turn = 0; turn < 10; turn += 1) {
      for (const delivery of several(50)) answers.push(await post(delivery));
      await lookAgain();
    }
    for (let turn = 0; turn < 10; turn += 1) {
      const [, ...crowd] = await Promise.all([look(), ...several(50).map((delivery) => post(delivery))]);
      answers.push(...crowd);
      await lookAgain();
    }
    expect(new Set(answers)).toEqual(new Set([204]));
    expect(answers).toHaveLength(1_000);
    expect(await revision()).toBe(before + 1_000);

    vi.setSystemTime(start + 2_000);
    const [seen] = await Promise.all(Array.from({ length: 20 }, look));
    expect(await scans()).toHaveLength(1);
    expect(linkedWith(seen?.companies ?? [], plaid)).toHaveLength(41);
    expect(await look()).toBe(seen);
    const fresh = await scanCompanies(await portal.instanceRow(), { maxAgeMs: 0 });
    expect(fresh).not.toBe(seen);
    expect(seen?.companies).toEqual(fresh.companies);
  }, 120_000);

  it('invalidates the number of linked connections on the tiles too', async () => {
    const start = Date.now();
    vi.setSystemTime(start);
    const linked = async () => {
      const { integrations } = await readWholeList(await portal.instanceRow());
      return integrations.find(({ key }) => key === plaid.key)?.linkedConnectionsCount;
    };
    expect(await linked()).toBe(42);
    await unlinkOne(portal);
    vi.setSystemTime(start + 2_000);
    expect(await linked()).toBe(42);
    expect(await post(good())).toBe(204);
    expect(await linked()).toBe(41);
  });

  it('counts once if it comes to two servers, and both of them see the change', async () => {
    const other = await startReceivingProcess();
    try {
      const start = Date.now();
      const old = await scanCompanies(await portal.instanceRow());
      const before = await revision();
      const deliveries = Array.from({ length: 50 }, () => good());
      const [there, here] = await Promise.all([
        other.receives(deliveries),
        Promise.all(deliveries.map((delivery) => post(delivery))),
      ]);
      expect(new Set(here)).toEqual(new Set([204]));
      expect(there.every((receipt) => receipt === 'accepted' || receipt === 'repeated')).toBe(true);
      expect(await revision()).toBe(before + 50);
      expect(await receipts()).toHaveLength(50);

      expect(await other.receives(deliveries)).toEqual(Array(50).fill('repeated'));
      expect(await revision()).toBe(before + 50);

      // This server also sees a change that only the other one received.
      expect(await other.receives([good()])).toEqual(['accepted']);
      vi.setSystemTime(start + 10_000);
      expect(await scanCompanies(await portal.instanceRow())).not.toBe(old);
    } finally {
      await other.kill();
    }
  });

  it('spares calls if it reports the quota used up, until the quota is renewed', async () => {
    const { id } = await portal.instanceRow();
    const before = await revision();
    expect(await post(sign(quotaBody('client.rateLimit.reached', Date.now() + minuteMs), { secret }))).toBe(
      204,
    );
    expect(isQuotaLow(id)).toBe(true);
    expect(await post(sign(quotaBody('client.rateLimit.reset'), { secret }))).toBe(204);
    expect(isQuotaLow(id)).toBe(false);
    expect(await revision()).toBe(before);
    expect(await receipts()).toHaveLength(2);
  });

  it('is logged without a name, and one that is refused once a minute without anything of its own', async () => {
    const delivery = good();
    await post(delivery);
    await post(delivery);
    for (let turn = 0; turn < 30; turn += 1)
      await post(withHeaders({ 'webhook-signature': `v1,forged-${turn}` }));
    vi.setSystemTime(Date.now() + minuteMs);
    await post(withHeaders({ 'webhook-signature': 'v1,forged' }));
    const lines = portal
      .logged()
      .split('\n')
      .filter((line) => line.includes('"webhook'))
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { event: 'activity' },
      { event: 'webhook', instance, type: 'connection.connected', repeated: false },
      { event: 'webhook', instance, type: 'connection.connected', repeated: true },
      { level: 'warning', event: 'webhook-refused', instance, reason: 'signature', sinceLastWarning: 1 },
      { level: 'warning', event: 'webhook-refused', instance, reason: 'signature', sinceLastWarning: 30 },
    ]);
    const log = portal.logged();
    for (const kept of ['Toft', 'forged', 'msg_', secret, delivery.headers['webhook-signature'] ?? '']) {
      expect(log.includes(kept), kept).toBe(false);
    }
  });
});

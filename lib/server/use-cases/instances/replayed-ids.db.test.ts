import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { EmulatorControl } from '@/emulator/control';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { requireCompanyWith } from '../../testing/companies';
import { engines, setupInstallation } from '../../testing/installation';
import { instanceAt } from '../../testing/instances/administering';
import { addSecondClient, secondInstance } from '../../testing/instances/second-client';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { switchToDevelopment } from '../../testing/reconnecting';
import { plaid } from '../../testing/settings-fixtures';
import { exportedUseCases, type UseCase } from '../../testing/use-cases';
import { connectionBody, inventSecret, sign } from '../../testing/webhook-deliveries';
import { reviewDeletion } from '../review/review-deletion';
import { changeWebhookSecret } from '../webhooks/change-webhook-secret';
import { receiveWebhook } from '../webhooks/receive-webhook';

// Two Codat clients, each an instance of its own. Every id of one is asked for in the other, where the answer is the one
// for an id that never existed, and nothing of either changes.

type Ids = {
  readonly company: string;
  readonly companyName: string;
  readonly connection: string;
  readonly platform: string;
  /** The operation of a change, and its reconnect list. */
  readonly change: string;
  readonly changedCompany: string;
  readonly changedConnection: string;
  readonly entry: number;
};

const key = plaid;
const newOperation = () => randomUUID();

/** Ids that no Codat client and no installation has, but with the names of those that exist. */
const absent = (ids: Ids): Ids => ({
  ...ids,
  company: randomUUID(),
  connection: randomUUID(),
  change: randomUUID(),
  changedCompany: randomUUID(),
  changedConnection: randomUUID(),
  entry: ids.entry + 1_000,
});

/** For each use-case that takes an id: its input, without the instance. */
const takingIds: Readonly<Record<string, (ids: Ids) => Readonly<Record<string, unknown>>>> = {
  readCompany: ({ company }) => ({ company }),
  readCompanyLinks: ({ company }) => ({ company }),
  createConnection: ({ company }) => ({ company, key, operation: newOperation() }),
  removeConnection: ({ company, connection }) => ({
    company,
    connection,
    how: 'unlink',
    operation: newOperation(),
  }),
  deleteCompany: ({ company, companyName }) => ({
    company,
    confirmation: companyName,
    operation: newOperation(),
  }),
  readReconnectList: ({ change }) => ({ key, change }),
  refreshReconnectList: ({ change }) => ({ key, change, fresh: true }),
  exportReconnectList: ({ change }) => ({ key, change }),
  findReconnectLink: ({ change, changedCompany: company, changedConnection: connection }) => ({
    key,
    change,
    company,
    connection,
  }),
  readActivityEntry: ({ entry }) => ({ entry }),
  listActivity: ({ change }) => ({ searchParams: { search: change } }),
};

/** Those that take the slug of an instance, its id, the key of an integration or what is typed, and nothing that one world alone has. */
const takingNone = [
  ...['readInstance', 'countTiles', 'countConnections', 'readTiles', 'readIntegration', 'refreshTiles'],
  ...['setEnablement', 'retryEnablement', 'acceptDrift', 'compareKey', 'testCredentials'],
  ...['readCompanies', 'refreshCompanies', 'exportCompanies', 'reviewDisabling', 'exportLinked'],
  ...['listReconnects', 'listLatestChanges', 'allowCredentialTests', 'addInstance', 'listInstanceDetails'],
  ...['editInstance', 'replaceApiKey', 'testConnection', 'reviewRemoval', 'removeInstance'],
  ...['listWebhooks', 'changeWebhookSecret', 'exportActivity'],
];

/** Those that bind an operation to its instance; their replays have a test of their own. */
const takingOperations = [
  ...['saveSettings', 'restoreSettings', 'deleteCredentials', 'createCompany'],
  ...['reviewSave', 'reviewRestore', 'reviewDeletion'],
];

const ofInstances = /^(companies|connections|integrations|instances|activity):(?!read-all)/;
const useCases = await exportedUseCases();

/** Returns the answer, with the ids that were asked for taken out of it. */
async function answerOf(work: Promise<unknown>, ids: Ids): Promise<string> {
  const asked = Object.values(ids).filter((id): id is string => typeof id === 'string' && id.length === 36);
  const answer = await work.then(
    (value) => ({ value }),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, facts: error.facts };
    },
  );
  return asked.reduce((text, id) => text.replaceAll(id, 'an id'), JSON.stringify(answer));
}

it('names each use-case about an instance, with ids or without', () => {
  const about = [...useCases].filter(
    ([, { guard }]) => guard?.by === 'viewer' && ofInstances.test(guard.permission),
  );
  const named = [...Object.keys(takingIds), ...takingNone, ...takingOperations].filter(
    (name) => name !== 'readInstance',
  );
  expect(about.map(([name]) => name).sort()).toEqual(named.sort());
});

describe.each(engines)('an id of one instance asked for in another, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let second: EmulatorControl;

  async function begin(): Promise<{ readonly person: Browser; readonly ids: Ids }> {
    second = await addSecondClient(portal);
    const person = await portal.signInAs('Administrator');
    const change = await switchToDevelopment(person);
    const { company, connection } = await requireCompanyWith(portal, 'Linked', 'gbol');
    const [cutOff] = await database().selectFrom('affected_connections').selectAll().limit(1).execute();
    const { id } = await portal.instanceRow();
    const entries = await database()
      .selectFrom('activity')
      .select('seq')
      .where('chain_id', '=', id)
      .orderBy('seq', 'desc')
      .execute();
    const ids: Ids = {
      company: company.id,
      companyName: company.name,
      connection: connection.id,
      platform: connection.platformName,
      change,
      changedCompany: cutOff?.company_id ?? '',
      changedConnection: cutOff?.connection_id ?? '',
      entry: entries[0]?.seq ?? 0,
    };
    return { person, ids };
  }

  /** All that either world holds, at Codat and here. */
  const everything = async () => {
    const tables = await database().introspection.getTables();
    const stored = tables
      .filter(({ name }) => !/^kysely_|^sessions$|^activity_(chains|checkpoint)$/.test(name))
      .map(async ({ name }) => {
        const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(
          database(),
        );
        // Readings of Codat raise the revision.
        const lasting = rows.map(({ revision: _, ...row }) => JSON.stringify(row));
        return [name, lasting.sort()];
      });
    return {
      stored: Object.fromEntries(await Promise.all(stored)),
      worlds: [await portal.codat.state(), await second.state()],
      writes: [await portal.writes(), (await second.requests()).filter(({ method }) => method !== 'GET')],
    };
  };

  const call = (person: Browser, name: string, input: unknown) =>
    person.does(() => (useCases.get(name) as UseCase)(input));

  it.each(Object.entries(takingIds))(
    '%s: answers as if it had never existed, and changes nothing',
    async (name, inputOf) => {
      const { person, ids } = await begin();
      const no = absent(ids);
      const before = await everything();
      const there = { instance: secondInstance };
      const replayed = await answerOf(call(person, name, { ...there, ...inputOf(ids) }), ids);
      const unknown = await answerOf(call(person, name, { ...there, ...inputOf(no) }), no);
      expect(replayed).toBe(unknown);
      expect(await everything()).toEqual(before);
      // The same input reaches something at home, so that the answer above is one of the other world.
      const home = await answerOf(call(person, name, { instance, ...inputOf(ids) }), ids);
      expect(home).not.toBe(unknown);
      expect(home).not.toContain('"code"');
    },
  );

  it('an operation, a review and an instance’s id are refused with the name of the other', async () => {
    const { person, ids } = await begin();
    const [here, there] = [await instanceAt(instance), await instanceAt(secondInstance)];
    const before = await everything();
    const refusalOf = (name: string, input: object) => answerOf(call(person, name, input), ids);
    const reused = JSON.stringify({ code: 'conflict', facts: { state: 'reused' } });
    const asked = { instance: secondInstance, key, operation: ids.change };
    const { form } = (await call(person, 'readIntegration', { instance: secondInstance, key })) as {
      form: { basis: unknown };
    };
    const withOperation: Readonly<Record<string, object>> = {
      saveSettings: { ...asked, basis: form.basis, draft: { values: {}, secrets: {} } },
      restoreSettings: asked,
      deleteCredentials: asked,
      createCompany: { instance: secondInstance, name: 'Juniper', operation: ids.change },
    };
    for (const [name, input] of Object.entries(withOperation)) {
      expect(await refusalOf(name, input), name).toBe(reused);
    }

    // A confirmation of one instance confirms nothing in the other.
    const operation = randomUUID();
    const { review } = await person.does(() => reviewDeletion({ instance, key, operation }));
    const confirmation = { token: review.token, phrase: review.phrase ?? '' };
    const elsewhere = { instance: secondInstance, key, operation, confirmation };
    expect(await refusalOf('deleteCredentials', elsewhere)).toContain('"kind":"needs-review"');

    // The instance's id is that of the page. One of another instance is refused like one that never was.
    const late = { instance: secondInstance, key, value: 'a key' };
    const changed = await refusalOf('compareKey', { ...late, instanceId: randomUUID() });
    expect(changed).toContain('instance-changed');
    expect(await refusalOf('compareKey', { ...late, instanceId: here.id })).toBe(changed);
    expect(await refusalOf('compareKey', { ...late, instanceId: there.id })).not.toBe(changed);
    expect(await refusalOf('reviewRemoval', { instance: secondInstance, instanceId: here.id })).toBe(changed);
    const after = await everything();
    expect({ ...after, stored: without(after.stored) }).toEqual({
      ...before,
      stored: without(before.stored),
    });
  });

  it('a webhook that Codat signed for one is refused by the other, with and without a secret of its own', async () => {
    const { person } = await begin();
    const secrets: Record<string, string> = { [instance]: inventSecret(), [secondInstance]: inventSecret() };
    const store = (slug: string) =>
      person.does(() =>
        changeWebhookSecret({ instance: slug, secret: { intent: 'replace', value: secrets[slug] ?? '' } }),
      );
    const deliver = (slug: string) => {
      const { headers, body } = sign(connectionBody(), { secret: secrets[instance] ?? '' });
      return receiveWebhook({ instance: slug, headers: new Headers(headers), body: Buffer.from(body) });
    };
    await store(instance);
    for (const hasSecret of [false, true]) {
      if (hasSecret) await store(secondInstance);
      const before = await everything();
      expect(await deliver('nowhere')).toBe('refused');
      expect(await deliver(secondInstance)).toBe('refused');
      expect(await everything()).toEqual(before);
    }
    expect(await deliver(instance)).toBe('accepted');
  });
});

/** Leaves out the comparison of a key, which is counted and recorded. */
function without({ activity: _, throttles: __, ...stored }: Record<string, unknown>) {
  return stored;
}

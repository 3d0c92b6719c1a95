import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { database } from '../db/database';
import { requireInstance } from '../instances/find-instance';
import { forged, run } from '../testing/faults/forging';
import {
  type BareInstallation,
  bareInstallation,
  type EngineName,
  engines,
  setupInstallation,
} from '../testing/installation';
import { addInstance } from '../testing/instances/another-instance';
import { prepareInstallation } from '../use-cases/installation/prepare-installation';
import { system } from './actor';
import { installationChain } from './chain';
import { listRemovedInstances } from './named-instances';
import { purgeChain } from './purge';
import { type ActivityEvent, recordActivity } from './record';
import { verifyChains } from './verify';

const day = 24 * 60 * 60_000;
const retention = 100 * day;

async function purgeAll(): Promise<void> {
  const chains = await database().selectFrom('activity_chains').select('id').execute();
  for (const { id } of chains) while (await purgeChain(id, retention));
}

async function troubles() {
  return (await verifyChains())
    .filter(({ trouble }) => trouble !== null)
    .map(({ chain, brokenAt, trouble }) => ({ chain, brokenAt, trouble }));
}

function rowsOf(chain: string) {
  return database().selectFrom('activity').selectAll().where('chain_id', '=', chain).orderBy('seq').execute();
}

async function purgedEnd(chain: string): Promise<number> {
  const rows = await database()
    .selectFrom('activity_purges')
    .select('seq')
    .where('chain_id', '=', chain)
    .execute();
  return Math.max(0, ...rows.map(({ seq }) => seq));
}

describe.each(engines)('purging the activity, on %s', (engine: EngineName) => {
  const portal = setupInstallation(engine);
  let chain: string;

  beforeEach(async () => {
    chain = await addInstance(await portal.instanceRow(), `added-${randomUUID().slice(0, 8)}`);
  });

  /** Records as if that many days ago. */
  async function record(daysAgo: number, event: Partial<ActivityEvent> = {}): Promise<void> {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - daysAgo * day });
    const usual = {
      chain,
      actor: system,
      action: 'settings.save',
      phase: 'event',
      outcome: 'applied',
    } as const;
    await recordActivity({ ...usual, ...event });
    vi.useRealTimers();
  }

  async function lastSeq(): Promise<number> {
    return (await rowsOf(chain)).at(-1)?.seq ?? (await purgedEnd(chain));
  }

  it('removes what is older, records it, and the rest still verifies, also by an export', async () => {
    for (const daysAgo of [200, 150, 101, 99, 1]) await record(daysAgo);
    const before = await rowsOf(chain);
    await purgeAll();
    const after = await rowsOf(chain);
    expect(after).toEqual(before.slice(-2));
    const verdicts = await verifyChains();
    expect(verdicts.filter(({ trouble }) => trouble !== null)).toEqual([]);
    const removed = before.at(-3)?.seq ?? 0;
    expect(verdicts.find((verdict) => verdict.chain === chain)).toMatchObject({ rows: 2, purged: removed });
    const [event] = (await portal.recorded()).filter(({ action }) => action === 'activity.purged');
    expect(event).toMatchObject({ chain_id: installationChain, actor: 'system', outcome: 'applied' });
    expect(JSON.parse(event?.details ?? '')).toMatchObject({ chain, from: before[0]?.seq, to: removed });

    // A second time there is nothing left to do, and nothing more to record.
    const recorded = (await portal.recorded()).length;
    await purgeAll();
    expect((await portal.recorded()).length).toBe(recorded);
  });

  it('continues from one checkpoint to the next', async () => {
    await record(120);
    await purgeAll();
    const first = await purgedEnd(chain);
    await record(110);
    await record(105);
    await purgeAll();
    expect(await purgedEnd(chain)).toBe(first + 2);
    expect(await troubles()).toEqual([]);
  });

  describe('the database refuses', () => {
    const columns = 'chain_id, seq, hash, purged_at, instances, mac';
    const mac = 'a'.repeat(64);
    const insert = (seq: number, hash: string) =>
      run(
        `insert into activity_purges (${columns}) values ('${chain}', ${seq}, '${hash}', 1, '{}', '${mac}')`,
      );

    it.each([
      'delete from activity',
      'delete from activity where seq = 1',
      `update activity set actor = 'x'`,
    ])('%s', async (statement) => {
      await record(200);
      await expect(run(statement)).rejects.toThrow(/append-only/);
    });

    it('to remove rows behind the checkpoint of an end', async () => {
      await record(200);
      await record(1);
      await purgeAll();
      const seq = await lastSeq();
      await expect(run(`delete from activity where chain_id = '${chain}' and seq = ${seq}`)).rejects.toThrow(
        /append-only/,
      );
    });

    it('a checkpoint of a row that is not there, that is too young, or without a MAC', async () => {
      await record(200);
      await record(89);
      const [old, young] = (await rowsOf(chain)).slice(-2);
      const admits = /does not admit/;
      await expect(insert(old?.seq ?? 0, 'f'.repeat(64))).rejects.toThrow(admits);
      await expect(insert((young?.seq ?? 0) + 1, young?.hash ?? '')).rejects.toThrow(admits);
      await expect(insert(young?.seq ?? 0, young?.hash ?? '')).rejects.toThrow(admits);
      await expect(
        run(
          `insert into activity_purges (${columns}) values ('${chain}', ${old?.seq}, '${old?.hash}', 1, '{}', '')`,
        ),
      ).rejects.toThrow(admits);
      expect(await rowsOf(chain)).toContainEqual(old);
      expect(await troubles()).toEqual([]);
    });

    it('a change of a checkpoint that is there, and of an operation that was moved', async () => {
      await record(200, { operationId: randomUUID() });
      await purgeAll();
      for (const table of ['activity_purges', 'purged_operations']) {
        await expect(run(`delete from ${table}`)).rejects.toThrow(/append-only/);
        await expect(run(`update ${table} set seq = seq + 1`)).rejects.toThrow(/append-only/);
      }
    });
  });

  it('names a checkpoint that was made without the key, and removes nothing more behind it', async () => {
    await record(200);
    await record(199);
    const [row] = (await rowsOf(chain)).slice(-2);
    const made = `insert into activity_purges (chain_id, seq, hash, purged_at, instances, mac)
      values ('${chain}', ${row?.seq}, '${row?.hash}', 1, '{}', '${'a'.repeat(64)}')`;
    await forged(
      engine,
      [made, `delete from activity where chain_id = '${chain}' and seq <= ${row?.seq}`],
      async () => {
        expect(await troubles()).toEqual([{ chain, brokenAt: row?.seq, trouble: 'purge' }]);
        await expect(purgeChain(chain, retention)).rejects.toThrow(/do not verify/);
      },
    );
    expect(await troubles()).toEqual([]);
  });

  it('leaves rows that were tampered with to the verifier', async () => {
    await record(200);
    await record(199);
    const [row] = (await rowsOf(chain)).slice(-2);
    const change = `update activity set actor = 'another' where chain_id = '${chain}' and seq = ${row?.seq}`;
    await forged(engine, [change], async () => {
      await expect(purgeChain(chain, retention)).rejects.toThrow(/do not verify/);
      expect(await troubles()).toEqual([{ chain, brokenAt: row?.seq, trouble: 'row' }]);
    });
  });

  it('keeps the rows of an operation that is open, or that ended later', async () => {
    const [open, late] = [randomUUID(), randomUUID()];
    const of = (operationId: string, phase: 'intent' | 'outcome') =>
      ({ operationId, integrationKey: 'suuo', phase }) as const;
    await record(200);
    const end = await lastSeq();
    await record(150, of(open, 'intent'));
    await record(140, of(late, 'intent'));
    await record(120);
    const kept = await rowsOf(chain);
    await database()
      .insertInto('open_operations')
      .values({
        instance_id: chain,
        integration_key: 'suuo',
        id: open,
        kind: 'settings',
        actor: 'x',
        actor_id: null,
        started_at: 1,
        pending: null,
        check_attempts: 0,
        next_check_at: 0,
        needs_attention: 1,
        accepted_at: null,
      })
      .execute();
    await purgeAll();
    expect(await purgedEnd(chain)).toBe(end);
    const past = kept.find(({ operation_id }) => operation_id === open);
    await expect(
      run(`insert into activity_purges (chain_id, seq, hash, purged_at, instances, mac)
        values ('${chain}', ${past?.seq}, '${past?.hash}', 1, '{}', '${'a'.repeat(64)}')`),
    ).rejects.toThrow(/does not admit/);

    await database().deleteFrom('open_operations').execute();
    await record(20, of(late, 'outcome'));
    await purgeAll();
    expect(await purgedEnd(chain)).toBe(past?.seq);
    expect((await rowsOf(chain))[0]).toMatchObject({ operation_id: late, phase: 'intent' });
    expect(await troubles()).toEqual([]);
  });

  it('leaves the old state if the transaction ends half-way', async () => {
    await record(200);
    const before = await rowsOf(chain);
    await expect(
      database()
        .transaction()
        .execute(async (trx) => {
          const row = before.at(-1);
          await sql`insert into activity_purges (chain_id, seq, hash, purged_at, instances, mac)
            values (${chain}, ${row?.seq}, ${row?.hash}, 1, '{}', ${'a'.repeat(64)})`.execute(trx);
          const left = await trx.selectFrom('activity').select('seq').where('chain_id', '=', chain).execute();
          expect(left).toEqual([]);
          throw new Error('killed');
        }),
    ).rejects.toThrow('killed');
    expect(await rowsOf(chain)).toEqual(before);
    expect(await troubles()).toEqual([]);
  });
});

describe.each(engines)('purging the whole activity of an installation, on %s', (engine) => {
  let here: BareInstallation;

  beforeEach(async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    here = await bareInstallation(engine);
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    await here.remove();
  });

  it('keeps what it said of instances: they are neither named nor seeded again, and removed ones keep their names', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 400 * day });
    await prepareInstallation();
    const first = await requireInstance('local');
    const gone = await addInstance(first, 'gone');
    await database().deleteFrom('instances').where('id', '=', gone).execute();
    const details = { slug: 'gone', instance: gone, name: 'Gone' };
    await recordActivity({
      chain: installationChain,
      actor: system,
      action: 'instance.removed',
      phase: 'event',
      details,
    });
    vi.useRealTimers();
    const { length } = await rowsOf(installationChain);
    await purgeAll();
    expect(await purgedEnd(installationChain)).toBe(length);
    expect((await rowsOf(installationChain)).map(({ action }) => action)).toEqual(['activity.purged']);

    await here.restart();
    await prepareInstallation();
    expect((await rowsOf(installationChain)).map(({ action }) => action)).toEqual(['activity.purged']);
    expect((await database().selectFrom('instances').select('id').execute()).map(({ id }) => id)).toEqual([
      first.id,
    ]);
    const removed = await listRemovedInstances(database());
    expect(removed).toMatchObject([details]);
    expect(await troubles()).toEqual([]);
  });
});

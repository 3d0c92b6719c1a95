import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { system } from '../../activity/actor';
import { recordTogether } from '../../activity/record';
import { verifyChains } from '../../activity/verify';
import { database } from '../../db/database';
import { ageChain } from '../../testing/faults/forging';
import { engines, setupInstallation } from '../../testing/installation';
import { addInstance } from '../../testing/instances/another-instance';
import { startPurgingProcess } from '../../testing/processes/child-process';

const day = 24 * 60 * 60_000;

async function troubles() {
  return (await verifyChains()).filter(({ trouble }) => trouble !== null);
}

describe.each(engines)('a server that is killed while it purges, on %s', { timeout: 120_000 }, (engine) => {
  const portal = setupInstallation(engine, { ACTIVITY_RETENTION_DAYS: '90' });

  it('leaves each chain as it was or as it is to be, and the next one ends the work', async () => {
    const chains: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      const chain = await addInstance(await portal.instanceRow(), `killed-${i}`);
      await recordTogether(chain, async (_, append) => {
        for (let row = 0; row < 60; row += 1) {
          await append({ actor: system, action: 'links.read', phase: 'event', operationId: randomUUID() });
        }
      });
      await ageChain(engine, chain, 100 * day);
      chains.push(chain);
    }
    // In one snapshot: PostgreSQL may still be ending what a dead server has asked for.
    const left = async () => {
      const { rows, moved } = await database()
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (trx) => ({
          rows: await trx.selectFrom('activity').select('chain_id').where('chain_id', 'in', chains).execute(),
          moved: await trx.selectFrom('purged_operations').select('id').execute(),
        }));
      const counts = chains.map((chain) => rows.filter(({ chain_id }) => chain_id === chain).length);
      expect(counts.filter((count) => count !== 0 && count !== 60)).toEqual([]);
      const gone = counts.filter((count) => count === 0).length;
      expect(moved).toHaveLength(gone * 60);
      expect(await troubles()).toEqual([]);
      return chains.length - gone;
    };
    const untilPurged = async (more: number) => {
      const count = async () =>
        (await database().selectFrom('activity_purges').select('seq').execute()).length;
      for (let purged = 0; purged < more; purged = await count());
    };
    const seen = new Set<number>();
    for (let waiting = await left(); waiting > 0; waiting = await left()) {
      const server = await startPurgingProcess();
      const purging = server.purges().catch(() => 'killed');
      // The server works on the next chain once one more is done.
      await Promise.race([purging, untilPurged(1 + chains.length - waiting)]);
      await server.kill();
      seen.add(await left());
    }
    expect(seen.size).toBeGreaterThan(1);
    const server = await startPurgingProcess();
    expect(await server.purges()).toBe('done');
    await server.kill();
    expect(await left()).toBe(0);
  });

  it('takes no row from another server that purges at the same time', async () => {
    const chains: string[] = [];
    const operations: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const chain = await addInstance(await portal.instanceRow(), `together-${i}`);
      await recordTogether(chain, async (_, append) => {
        for (let row = 0; row < 60; row += 1) {
          const operationId = randomUUID();
          operations.push(operationId);
          await append({ actor: system, action: 'links.read', phase: 'event', operationId });
        }
      });
      await ageChain(engine, chain, 100 * day);
      chains.push(chain);
    }
    const servers = await Promise.all([startPurgingProcess(), startPurgingProcess(), startPurgingProcess()]);
    expect(await Promise.all(servers.map((server) => server.purges()))).toEqual(['done', 'done', 'done']);
    await Promise.all(servers.map((server) => server.kill()));
    const purges = await database()
      .selectFrom('activity_purges')
      .select(['chain_id', 'seq'])
      .where('chain_id', 'in', chains)
      .execute();
    expect(purges.map(({ chain_id }) => chain_id).sort()).toEqual(chains.toSorted());
    expect(purges.map(({ seq }) => seq)).toEqual([60, 60, 60, 60]);
    const moved = await database()
      .selectFrom('purged_operations')
      .select('id')
      .where('chain_id', 'in', chains)
      .execute();
    expect(moved.map(({ id }) => id).sort()).toEqual(operations.toSorted());
    expect(await troubles()).toEqual([]);
  });
});

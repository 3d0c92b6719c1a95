import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { database } from '../db/database';
import { forged, run } from '../testing/faults/forging';
import { engines, setupInstallation } from '../testing/installation';
import { verifyActivity } from '../use-cases/activity/verify-activity';
import { installationChain } from './chain';
import { recordActivity, recordTogether } from './record';
import { verifyChains } from './verify';

const event = {
  chain: installationChain,
  actor: { id: null, label: 'somebody' },
  action: 'session.sign-in',
  phase: 'event',
} as const;

async function verdict() {
  return (await verifyChains()).find(({ chain }) => chain === installationChain);
}

async function lastSeq(): Promise<number> {
  const { last_seq } = await database()
    .selectFrom('activity_chains')
    .select('last_seq')
    .where('id', '=', installationChain)
    .executeTakeFirstOrThrow();
  return last_seq;
}

describe.each(engines)('the activity log, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const where = `chain_id = '${installationChain}'`;

  it.each([
    ['changed', `update activity set actor = 'nobody' where seq = 1`],
    ['deleted', 'delete from activity where seq = 1'],
    ['cleared', engine === 'postgres' ? 'truncate activity cascade' : 'delete from activity'],
    ['replaced', `insert into activity select * from activity where seq = 1`],
  ])('can’t be %s: the database itself refuses', async (_, statement) => {
    await expect(run(statement)).rejects.toThrow(/append-only|unique/i);
    expect(await verdict()).toMatchObject({ brokenAt: null });
  });

  it('takes twenty entries at once without a gap', async () => {
    const before = await lastSeq();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => recordActivity({ ...event, details: { number: i } })),
    );
    const rows = await portal.recorded();
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => before + 1 + i));
    expect(new Set(rows.map(({ details }) => details)).size).toBe(20);
    expect(await verdict()).toMatchObject({ rows: before + 20, brokenAt: null });
  });

  it('keeps nothing of an entry whose change fails, and prints nothing', async () => {
    const before = await lastSeq();
    const failing = recordActivity(event, async (trx) => {
      await trx.deleteFrom('sessions').execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await lastSeq()).toBe(before);
    expect(await portal.recorded()).toEqual([]);
    expect(portal.logged()).toBe('');
  });

  it('holds what a person typed as it was typed, on one line', async () => {
    const actor = 'x"}\n{"level":"info"}\u001b[2J\u202e';
    await recordActivity({ ...event, actor: { id: null, label: actor } });
    expect((await portal.recorded())[0]?.actor).toBe(actor);
    expect(portal.logged().trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(portal.logged())).toMatchObject({ actor, level: 'info', event: 'activity' });
    expect(portal.logged()).not.toContain('\u001b');
    expect(await verdict()).toMatchObject({ brokenAt: null });
  });

  it('verifies over more entries than one page of the verifier', async () => {
    const before = await lastSeq();
    await recordTogether(installationChain, async (_, append) => {
      for (let i = 0; i < 510; i += 1) await append(event);
    });
    expect(await verifyActivity()).toContainEqual({
      chain: installationChain,
      rows: before + 510,
      purged: 0,
      brokenAt: null,
      trouble: null,
      anchor: null,
    });
  });

  describe('reveals tampering:', () => {
    it.each([
      ['at', 'at = at + 1'],
      ['actor', `actor = 'nobody'`],
      ['action', `action = 'user.created'`],
      ['phase', `phase = 'intent'`],
      ['operation', `operation_id = 'made-up'`],
      ['integration', `integration_key = 'suuo'`],
      ['outcome', `outcome = 'refused'`],
      ['details', `details = '{"a":1}'`],
      ['actor’s id', `actor_id = 'another'`],
      ['version', 'version = 1'],
      ['version, to one not known', 'version = 3'],
      ['hash', `hash = '${'0'.repeat(64)}'`],
      ['previous hash', `previous_hash = '${'f'.repeat(64)}'`],
    ])('the %s of an entry', async (_, change) => {
      for (let i = 0; i < 3; i += 1) await recordActivity({ ...event, outcome: 'applied' });
      const seq = (await lastSeq()) - 1;
      await forged(engine, [`update activity set ${change} where ${where} and seq = ${seq}`], async () => {
        expect(await verdict()).toMatchObject({ brokenAt: seq });
      });
      expect(await verdict()).toMatchObject({ brokenAt: null });
    });

    it('an entry taken out of the middle', async () => {
      for (let i = 0; i < 3; i += 1) await recordActivity(event);
      const seq = (await lastSeq()) - 1;
      await forged(engine, [`delete from activity where ${where} and seq = ${seq}`], async () => {
        expect(await verdict()).toMatchObject({ brokenAt: seq });
      });
    });

    it('an entry taken out, and the later ones moved up', async () => {
      for (let i = 0; i < 3; i += 1) await recordActivity(event);
      const seq = (await lastSeq()) - 1;
      const statements = [
        `delete from activity where ${where} and seq = ${seq}`,
        `update activity set seq = ${seq} where ${where} and seq = ${seq + 1}`,
      ];
      await forged(engine, statements, async () => expect(await verdict()).toMatchObject({ brokenAt: seq }));
    });

    it('two entries that have changed places', async () => {
      for (const label of ['one', 'two', 'three'])
        await recordActivity({ ...event, actor: { id: null, label } });
      const seq = (await lastSeq()) - 1;
      const statements = [
        `update activity set seq = -1 where ${where} and seq = ${seq}`,
        `update activity set seq = ${seq} where ${where} and seq = ${seq + 1}`,
        `update activity set seq = ${seq + 1} where ${where} and seq = -1`,
      ];
      await forged(engine, statements, async () => expect(await verdict()).toMatchObject({ brokenAt: seq }));
    });

    it('entries cut from the end', async () => {
      for (let i = 0; i < 3; i += 1) await recordActivity(event);
      const seq = await lastSeq();
      await forged(engine, [`delete from activity where ${where} and seq >= ${seq - 1}`], async () => {
        expect(await verdict()).toMatchObject({ rows: seq - 2, brokenAt: seq - 1 });
      });
    });

    it('entries cut from the end, and the end moved back to where they were cut', async () => {
      for (let i = 0; i < 3; i += 1) await recordActivity(event);
      const seq = await lastSeq();
      const hash = `(select hash from activity where ${where} and seq = ${seq - 2})`;
      const statements = [
        `delete from activity where ${where} and seq >= ${seq - 1}`,
        `update activity_chains set last_seq = ${seq - 2}, last_hash = ${hash} where id = '${installationChain}'`,
      ];
      await forged(engine, statements, async () => {
        expect(await verdict()).toMatchObject({ rows: seq - 2, brokenAt: seq - 1 });
      });
      expect(await verdict()).toMatchObject({ rows: seq, brokenAt: null });
    });

    it('an end that was made up', async () => {
      await recordActivity(event);
      const seq = await lastSeq();
      const change = `update activity_chains set head_mac = '${'0'.repeat(64)}' where id = '${installationChain}'`;
      await forged(engine, [change], async () => {
        expect(await verdict()).toMatchObject({ rows: seq, brokenAt: seq + 1 });
      });
    });

    it('the end of another chain in the place of its own', async () => {
      const { id } = await portal.instanceRow();
      await recordActivity({ ...event, chain: id });
      const mac = `(select head_mac from activity_chains where id = '${id}')`;
      const change = `update activity_chains set head_mac = ${mac} where id = '${installationChain}'`;
      await forged(engine, [change], async () => {
        expect(await verdict()).toMatchObject({ brokenAt: (await lastSeq()) + 1 });
      });
    });

    it('everything, taken out together with its end', async () => {
      await recordActivity(event);
      const statements = [
        `delete from activity where ${where}`,
        `delete from activity_chains where id = '${installationChain}'`,
      ];
      await forged(engine, statements, async () => {
        expect(await verdict()).toMatchObject({ rows: 0, brokenAt: 1 });
      });
    });

    it('an entry slipped in at the end', async () => {
      await recordActivity(event);
      const seq = await lastSeq();
      const columns = `version, at, actor, actor_id, action, phase, operation_id, integration_key, outcome, details, previous_hash, hash`;
      const slipIn = `insert into activity (chain_id, seq, ${columns}) select chain_id, seq + 1, ${columns} from activity where ${where} and seq = ${seq}`;
      await forged(engine, [slipIn], async () => {
        expect(await verdict()).toMatchObject({ brokenAt: seq + 1 });
      });
    });

    it('an entry moved over from another chain', async () => {
      const { id } = await portal.instanceRow();
      await recordActivity({ ...event, chain: id });
      await recordActivity(event);
      const seq = await lastSeq();
      const other = await database()
        .selectFrom('activity')
        .select(['previous_hash', 'hash', 'at'])
        .where('chain_id', '=', id)
        .orderBy('seq', 'desc')
        .executeTakeFirstOrThrow();
      const { previous_hash, hash, at } = other;
      const change = `update activity set previous_hash = '${previous_hash}', hash = '${hash}', at = ${at}`;
      await forged(engine, [`${change} where ${where} and seq = ${seq}`], async () => {
        expect(await verdict()).toMatchObject({ brokenAt: seq });
      });
    });

    it('everything, where the key is another one: the verifier refuses to judge', async () => {
      const file = path.join(portal.dataDir, 'activity.key');
      const key = readFileSync(file, 'utf8');
      writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64')}\n`);
      try {
        await portal.restart();
        expect(await verdict()).toMatchObject({ brokenAt: 1 });
        await expect(verifyActivity()).rejects.toThrow(/activity key does not belong/);
      } finally {
        writeFileSync(file, key);
        await portal.restart();
      }
      expect(await verdict()).toMatchObject({ brokenAt: null });
    });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '../db/database';
import { forged, rewriteAsVersion1, run } from '../testing/faults/forging';
import { engines, setupInstallation } from '../testing/installation';
import { addInstance } from '../testing/instances/another-instance';
import { installationChain } from './chain';
import { createHead } from './heads';
import { prepareActivity } from './named-instances';
import { recordActivity } from './record';
import { type ChainVerdict, verifyChains } from './verify';

const event = { actor: { id: null, label: 'someone' }, action: 'settings.save', phase: 'event' } as const;

/** Returns the verdicts on chains that do not hold. */
async function broken(): Promise<Pick<ChainVerdict, 'chain' | 'brokenAt' | 'trouble'>[]> {
  const verdicts = await verifyChains();
  return verdicts
    .filter(({ brokenAt }) => brokenAt !== null)
    .map(({ chain, brokenAt, trouble }) => ({ chain, brokenAt, trouble }));
}

async function lengthOf(chain: string): Promise<number> {
  const { last_seq } = await database()
    .selectFrom('activity_chains')
    .select('last_seq')
    .where('id', '=', chain)
    .executeTakeFirstOrThrow();
  return last_seq;
}

function rowsOf(chain: string, seq: number) {
  return database()
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', '=', chain)
    .where('seq', '=', seq)
    .execute();
}

describe.each(engines)('the verifier of the activity log, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let first: string;
  let second: string;

  beforeEach(async () => {
    first = (await portal.instanceRow()).id;
    const other = await database()
      .selectFrom('instances')
      .select('id')
      .where('slug', '=', 'other')
      .executeTakeFirst();
    second = other?.id ?? (await addInstance(await portal.instanceRow(), 'other'));
    for (const chain of [first, first, first, second, second]) await recordActivity({ ...event, chain });
    expect(await broken()).toEqual([]);
  });

  /** Forges, and then starts again and writes on: neither may make good what the verifier has to find. */
  async function expectFound(statements: readonly string[], expected: readonly object[]): Promise<void> {
    await forged(engine, statements, async () => {
      expect(await broken()).toEqual(expected);
      await prepareActivity().catch(() => null);
      for (const chain of [installationChain, first, second]) {
        await recordActivity({ ...event, chain }).catch(() => null);
      }
      const chains = (await broken()).map(({ chain }) => chain);
      for (const found of expected) expect(chains).toContain((found as ChainVerdict).chain);
    });
    expect(await broken()).toEqual([]);
  }

  it('finds a head that was removed', async () => {
    const found = { chain: first, brokenAt: (await lengthOf(first)) + 1, trouble: 'no-head' };
    await expectFound([`delete from activity_chains where id = '${first}'`], [found]);
  });

  it('finds all rows of a chain removed', async () => {
    const found = { chain: first, brokenAt: 1, trouble: 'end' };
    await expectFound([`delete from activity where chain_id = '${first}'`], [found]);
  });

  it('finds a chain removed with its head', async () => {
    const statements = [
      `delete from activity where chain_id = '${first}'`,
      `delete from activity_chains where id = '${first}'`,
    ];
    await expectFound(statements, [{ chain: first, brokenAt: 1, trouble: 'no-head' }]);
  });

  it('finds an instance removed with its chain and its head', async () => {
    const statements = [
      `delete from activity where chain_id = '${first}'`,
      `delete from activity_chains where id = '${first}'`,
      `delete from instances where id = '${first}'`,
    ];
    await expectFound(statements, [{ chain: first, brokenAt: 1, trouble: 'no-head' }]);
  });

  it('finds an instance removed with its chain, its head and the checkpoint of all heads', async () => {
    const statements = [
      `delete from activity where chain_id = '${first}'`,
      `delete from activity_chains where id = '${first}'`,
      `delete from instances where id = '${first}'`,
      'delete from activity_checkpoint',
    ];
    const found = [
      { chain: first, brokenAt: 1, trouble: 'no-head' },
      {
        chain: installationChain,
        brokenAt: (await lengthOf(installationChain)) + 1,
        trouble: 'no-checkpoint',
      },
    ];
    await expectFound(
      statements,
      found.sort((a, b) => (a.chain < b.chain ? -1 : 1)),
    );
  });

  it('finds an instance removed whose chain was left', async () => {
    const found = { chain: first, brokenAt: (await lengthOf(first)) + 1, trouble: 'no-instance' };
    await expectFound([`delete from instances where id = '${first}'`], [found]);
  });

  it('finds an instance removed with everything, the entry that names it included', async () => {
    const { seq } = await database()
      .selectFrom('activity')
      .select('seq')
      .where('chain_id', '=', installationChain)
      .where('details', 'like', `%${second}%`)
      .executeTakeFirstOrThrow();
    const statements = [
      `delete from activity where chain_id = '${second}'`,
      `delete from activity_chains where id = '${second}'`,
      `delete from instances where id = '${second}'`,
      `delete from activity where chain_id = '${installationChain}' and seq >= ${seq}`,
    ];
    await expectFound(
      statements,
      [
        { chain: second, brokenAt: 1, trouble: 'no-head' },
        { chain: installationChain, brokenAt: seq, trouble: 'end' },
      ].sort((a, b) => (a.chain < b.chain ? -1 : 1)),
    );
  });

  it('finds an instance that was slipped in', async () => {
    const columns = `name, kind, api_url, api_key_sealed, is_local, created_at`;
    const slipIn = `insert into instances (id, slug, colour, ${columns}) select 'slipped', 'slipped', 'red', ${columns} from instances where id = '${first}'`;
    await forged(engine, [slipIn], async () => {
      expect(await broken()).toEqual([{ chain: 'slipped', brokenAt: 1, trouble: 'no-head' }]);
    });
  });

  it('finds an instance that has a head, and that nothing names', async () => {
    await forged(engine, [], async () => {
      await database()
        .transaction()
        .execute((trx) => createHead(trx, 'nameless'));
      expect(await broken()).toEqual([{ chain: 'nameless', brokenAt: 1, trouble: 'unnamed' }]);
    });
    expect(await broken()).toEqual([]);
  });

  it.each(['with a head of its own', 'without a head'])(
    'finds rows moved to a chain of another name, %s',
    async (how) => {
      const move = [
        `update activity set chain_id = 'moved' where chain_id = '${first}'`,
        `update activity_chains set id = 'moved' where id = '${first}'`,
      ];
      const statements = how === 'without a head' ? move.slice(0, 1) : move;
      const left = { chain: first, brokenAt: 1, trouble: statements.length === 1 ? 'end' : 'no-head' };
      await expectFound(statements, [left, { chain: 'moved', brokenAt: 1, trouble: 'row' }]);
    },
  );

  it('finds two chains that were swapped', async () => {
    const swap = (table: string, column: string) => [
      `update ${table} set ${column} = 'aside' where ${column} = '${first}'`,
      `update ${table} set ${column} = '${first}' where ${column} = '${second}'`,
      `update ${table} set ${column} = '${second}' where ${column} = 'aside'`,
    ];
    const found = [first, second].sort().map((chain) => ({ chain, brokenAt: 1, trouble: 'row' }));
    await expectFound([...swap('activity', 'chain_id'), ...swap('activity_chains', 'id')], found);
  });

  it.each([
    ['an instance', () => first],
    ['the installation', () => installationChain],
  ])('finds the tail of the chain of %s cut off and an older head restored', async (_, chainOf) => {
    const chain = chainOf();
    const at = await lengthOf(chain);
    await run(`create table older as select * from activity_chains where id = '${chain}'`);
    for (let i = 0; i < 2; i += 1) await recordActivity({ ...event, chain });
    const statements = [
      `delete from activity where chain_id = '${chain}' and seq > ${at}`,
      `delete from activity_chains where id = '${chain}'`,
      'insert into activity_chains select * from older',
    ];
    await expectFound(statements, [{ chain, brokenAt: at + 1, trouble: 'end' }]);
    await run('drop table older');
  });

  it('finds an older head restored with the older checkpoint, as soon as another chain has grown', async () => {
    const at = await lengthOf(first);
    const other = await lengthOf(second);
    await run(`create table older as select * from activity_chains where id = '${first}'`);
    await run('create table older_checkpoint as select * from activity_checkpoint');
    await recordActivity({ ...event, chain: first });
    await recordActivity({ ...event, chain: second });
    const statements = [
      `delete from activity where chain_id = '${first}' and seq > ${at}`,
      `delete from activity_chains where id = '${first}'`,
      'insert into activity_chains select * from older',
      'delete from activity_checkpoint',
      'insert into activity_checkpoint select * from older_checkpoint',
    ];
    await expectFound(statements, [{ chain: second, brokenAt: other + 1, trouble: 'end' }]);
    await run('drop table older');
    await run('drop table older_checkpoint');
  });

  it.each([
    ['removed', 'delete from activity_checkpoint'],
    ['made up', `update activity_checkpoint set heads = '[]'`],
  ])('finds a checkpoint that was %s', async (_, statement) => {
    const found = {
      chain: installationChain,
      brokenAt: (await lengthOf(installationChain)) + 1,
      trouble: 'no-checkpoint',
    };
    await expectFound([statement], [found]);
  });

  it('finds a row slipped in before the first one', async () => {
    const columns = `version, at, actor, actor_id, action, phase, operation_id, integration_key, outcome, details, previous_hash, hash`;
    const slipIn = `insert into activity (chain_id, seq, ${columns}) select chain_id, 0, ${columns} from activity where chain_id = '${first}' and seq = 1`;
    await expectFound([slipIn], [{ chain: first, brokenAt: 0, trouble: 'row' }]);
  });

  it('does not mistake a row that a server appends in the meantime for a forgery', async () => {
    let isWriting = true;
    const writing = (async () => {
      while (isWriting)
        for (const chain of [first, installationChain]) await recordActivity({ ...event, chain });
    })();
    try {
      for (let i = 0; i < 8; i += 1) expect(await broken()).toEqual([]);
    } finally {
      isWriting = false;
      await writing;
    }
  });

  it('verifies rows of version 1 and the rows of version 2 after them, and finds each of them changed', async () => {
    const at = await lengthOf(first);
    await forged(engine, [], async () => {
      await rewriteAsVersion1(first, at - 1);
      expect(await broken()).toEqual([]);
      await recordActivity({ ...event, chain: first, actor: { id: 'a-user', label: 'a@example.com' } });
      expect(await broken()).toEqual([]);

      const change = async (seq: number, set: string) => {
        const [row] = await rowsOf(first, seq);
        await run(`update activity set ${set} where chain_id = '${first}' and seq = ${seq}`);
        expect(await broken()).toEqual([{ chain: first, brokenAt: seq, trouble: 'row' }]);
        const { actor, actor_id, version } = row ?? expect.fail();
        await database()
          .updateTable('activity')
          .set({ actor, actor_id, version })
          .where('chain_id', '=', first)
          .where('seq', '=', seq)
          .execute();
        expect(await broken()).toEqual([]);
      };
      for (const seq of [at - 1, at + 1]) {
        await change(seq, `actor = 'another'`);
        await change(seq, `actor_id = 'another'`);
      }
      await change(at - 1, 'version = 2');
      await change(at + 1, 'version = 1');
      await change(at + 1, 'version = 1, actor_id = null');
    });
    expect(await broken()).toEqual([]);
  });

  it('refuses to write on in a chain whose head is gone', async () => {
    const before = await lengthOf(second);
    await forged(engine, [`delete from activity_chains where id = '${second}'`], async () => {
      await expect(recordActivity({ ...event, chain: second })).rejects.toThrow(
        /head of this activity chain/,
      );
    });
    expect(await lengthOf(second)).toBe(before);
  });
});

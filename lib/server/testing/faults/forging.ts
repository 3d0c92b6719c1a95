import { sql } from 'kysely';
import { chainKey, firstHash, hashRow, headMac, installationChain } from '../../activity/chain';
import { createCheckpoint } from '../../activity/checkpoint';
import { database } from '../../db/database';
import type { EngineName } from '../installation';

// Acts as an attacker who can write to the database but has no key.

/** The tables, in the order in which they can be filled again. */
const tables = ['instances', 'activity_chains', 'activity', 'activity_checkpoint'] as const;

export async function run(statement: string): Promise<void> {
  await sql.raw(statement).execute(database());
}

/** Runs the statements with triggers and foreign keys lifted, calls `look`, and restores everything. */
export async function forged(
  engine: EngineName,
  statements: readonly string[],
  look: () => Promise<void>,
): Promise<void> {
  for (const table of tables) await run(`create table kept_${table} as select * from ${table}`);
  await liftGuards(engine);
  try {
    for (const statement of statements) await run(statement);
    await look();
  } finally {
    for (const table of tables.toReversed()) await run(`delete from ${table}`);
    for (const table of tables) {
      await run(`insert into ${table} select * from kept_${table}`);
      await run(`drop table kept_${table}`);
    }
    await restoreGuards(engine);
  }
}

/** Rewrites a chain as if its first rows were written by an older version. Takes the guards to be lifted. */
export async function rewriteAsVersion1(chain: string, upTo: number): Promise<void> {
  const key = chainKey(chain);
  const rows = await database()
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', '=', chain)
    .orderBy('seq')
    .execute();
  let last = firstHash;
  for (const row of rows) {
    const version1 = row.seq <= upTo ? { version: 1, actor_id: null } : {};
    const changed = { ...version1, previous_hash: last };
    last = hashRow(key, { ...row, ...changed }) ?? '';
    await database()
      .updateTable('activity')
      .set({ ...changed, hash: last })
      .where('chain_id', '=', chain)
      .where('seq', '=', row.seq)
      .execute();
  }
  await database()
    .updateTable('activity_chains')
    .set({ last_hash: last, head_mac: headMac(chain, { seq: rows.length, hash: last }) })
    .where('id', '=', chain)
    .execute();
  await run('delete from activity_checkpoint');
  await database().transaction().execute(createCheckpoint);
}

/** Rewrites the log as older versions wrote it: no row has an instance's id, and a chain begins with its first row. */
export async function unnameInstances(engine: EngineName): Promise<void> {
  const key = chainKey(installationChain);
  const rows = await database()
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', '=', installationChain)
    .orderBy('seq')
    .execute();
  await liftGuards(engine);
  let last = firstHash;
  for (const row of rows) {
    const { instance: _, user: __, ...details } = JSON.parse(row.details) as Record<string, unknown>;
    const older = {
      ...row,
      version: 1,
      actor_id: null,
      details: JSON.stringify(details),
      previous_hash: last,
    };
    last = hashRow(key, older) ?? '';
    await database()
      .updateTable('activity')
      .set({
        version: 1,
        actor_id: null,
        details: older.details,
        previous_hash: older.previous_hash,
        hash: last,
      })
      .where('chain_id', '=', row.chain_id)
      .where('seq', '=', row.seq)
      .execute();
  }
  await database()
    .updateTable('activity_chains')
    .set({ last_hash: last, head_mac: headMac(installationChain, { seq: rows.length, hash: last }) })
    .where('id', '=', installationChain)
    .execute();
  await database().deleteFrom('activity_chains').where('last_seq', '=', 0).execute();
  await restoreGuards(engine);
}

async function liftGuards(engine: EngineName): Promise<void> {
  if (engine === 'postgres') {
    await run('alter table activity disable trigger user');
    await run('alter table activity drop constraint activity_chain_id_fkey');
    return;
  }
  await run('pragma foreign_keys = off');
  for (const change of ['update', 'delete']) await run(`drop trigger activity_no_${change}`);
}

async function restoreGuards(engine: EngineName): Promise<void> {
  if (engine === 'postgres') {
    await run('alter table activity enable trigger user');
    await run(
      'alter table activity add constraint activity_chain_id_fkey foreign key (chain_id) references activity_chains (id)',
    );
    return;
  }
  await run('pragma foreign_keys = on');
  for (const change of ['update', 'delete']) {
    await run(
      `create trigger activity_no_${change} before ${change} on activity begin select raise(abort, 'activity is append-only'); end`,
    );
  }
}

import { sql } from 'kysely';
import { chainKey, firstHash, hashRow, headMac, installationChain } from '../../activity/chain';
import { createCheckpoint } from '../../activity/checkpoint';
import { readPurges } from '../../activity/purges';
import { database } from '../../db/database';
import { sqliteEngine } from '../../db/engine';
import type { ActivityRow } from '../../db/schema';
import type { EngineName } from '../installation';

// Acts as an attacker who can write to the database but has no key.

/** The tables, in the order in which they can be filled again. */
const tables = [
  ...(['instances', 'activity_chains', 'activity', 'activity_checkpoint', 'activity_purges'] as const),
  ...(['purged_operations', 'activity_anchors'] as const),
] as const;
/** Those with triggers. */
const guarded = ['activity', 'activity_purges', 'purged_operations'] as const;

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
export function rewriteAsVersion1(chain: string, upTo: number): Promise<void> {
  return rewrite(chain, ({ seq }) => (seq <= upTo ? { version: 1, actor_id: null } : {}));
}

/** Rewrites a chain as if all of it had happened that much earlier. */
export async function ageChain(engine: EngineName, chain: string, ms: number): Promise<void> {
  await liftGuards(engine);
  await rewrite(chain, ({ at }) => ({ at: at - ms }));
  await restoreGuards(engine);
}

async function rewrite(chain: string, changeOf: (row: ActivityRow) => Partial<ActivityRow>): Promise<void> {
  const key = chainKey(chain);
  const rows = await database()
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', '=', chain)
    .orderBy('seq')
    .execute();
  const { end } = await readPurges(database(), chain);
  let last = end.hash;
  for (const row of rows) {
    const changed = { ...changeOf(row), previous_hash: last };
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
    .set({ last_hash: last, head_mac: headMac(chain, { seq: rows.at(-1)?.seq ?? end.seq, hash: last }) })
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

export async function liftGuards(engine: EngineName): Promise<void> {
  if (engine === 'postgres') {
    for (const table of guarded) await run(`alter table ${table} disable trigger user`);
    await run('alter table activity drop constraint activity_chain_id_fkey');
    return;
  }
  await run('pragma foreign_keys = off');
  await run('create table lifted_triggers (sql text)');
  for (const { name, text } of await listTriggers()) {
    await sql`insert into lifted_triggers values (${text})`.execute(database());
    await run(`drop trigger ${name}`);
  }
}

export async function restoreGuards(engine: EngineName): Promise<void> {
  if (engine === 'postgres') {
    for (const table of guarded) await run(`alter table ${table} enable trigger user`);
    await run(
      'alter table activity add constraint activity_chain_id_fkey foreign key (chain_id) references activity_chains (id)',
    );
    return;
  }
  await run('pragma foreign_keys = on');
  const { rows } = await sql<{ sql: string }>`select sql from lifted_triggers`.execute(database());
  for (const row of rows) await run(row.sql);
  await run('drop table lifted_triggers');
}

/** Undoes what lets rows be purged, as before the version that brought it. */
export async function removePurges(engine: EngineName): Promise<void> {
  if (engine === 'sqlite') {
    await run('drop trigger activity_no_delete');
    for (const statement of sqliteEngine('').appendOnly('activity').slice(1))
      await statement.execute(database());
  }
  for (const table of ['activity_purges', 'purged_operations']) {
    await run(`drop table ${table}`);
    if (engine === 'postgres') await run(`drop function ${table}_refuse()`);
  }
}

async function listTriggers(): Promise<{ name: string; text: string }[]> {
  const { rows } = await sql<{ name: string; text: string }>`
    select name, sql as text from sqlite_master where type = 'trigger' order by name`.execute(database());
  return rows;
}

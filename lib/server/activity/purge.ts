import 'server-only';

import { sql } from 'kysely';
import { database, engine, type Trx } from '../db/database';
import type { ActivityRow } from '../db/schema';
import { system } from './actor';
import { type ChainHead, chainKey, hashRow, installationChain, purgeMac } from './chain';
import { type InstanceRows, toInstanceRows } from './named-instances';
import { type PurgedInstances, type Purges, readPurges } from './purges';
import { recordTogether } from './record';

// The one path by which rows leave the log. It writes a checkpoint of the end that goes; the database then moves the
// operations aside and removes the rows in the same statement (db/purge-guards.ts).

/** Short enough that other writers wait for no longer than a moment. */
const rowsAtOnce = 2_000;

export async function listPurgeableChains(): Promise<string[]> {
  const rows = await database().selectFrom('activity_chains').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

/** Removes at most one batch of rows that are older, and returns whether there may be more. */
export async function purgeChain(chain: string, retentionMs: number): Promise<boolean> {
  let isMore = false;
  await recordTogether(installationChain, async (trx, append) => {
    const purges = await readPurges(trx, chain);
    if (purges.forgedAt !== null) throw new TamperedLog();
    const { rows: times } = await sql<{ now: number }>`select ${engine().now} as now`.execute(trx);
    const rows = await listRemovable(trx, {
      chain,
      after: purges.end,
      before: Number(times[0]?.now) - retentionMs,
    });
    const [first, last] = [rows.at(0), rows.at(-1)];
    if (!first || !last) return;
    isMore = rows.length === rowsAtOnce;
    await insertCheckpoint(trx, { chain, purges, last, rows });
    const details = { chain, from: first.seq, to: last.seq, until: new Date(last.at).toISOString() };
    await append({ actor: system, action: 'activity.purged', phase: 'event', outcome: 'applied', details });
  });
  return isMore;
}

/** A purge would remove the proof of what the verifier has to find. */
class TamperedLog extends Error {
  constructor() {
    super('The rows to be purged do not verify, so none was removed; run npm run activity:verify.');
  }
}

type Span = { readonly chain: string; readonly after: ChainHead; readonly before: number };

/** Returns the rows up to the first that is kept: a younger one, or one of an operation that has not ended before. */
async function listRemovable(trx: Trx, { chain, after, before }: Span): Promise<ActivityRow[]> {
  const rows = await trx
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', '=', chain)
    .where('seq', '>', after.seq)
    .orderBy('seq')
    .limit(rowsAtOnce)
    .execute();
  const kept = await listKeptOperations(trx, rows, before);
  const end = rows.findIndex(
    ({ at, operation_id }) => at >= before || (operation_id && kept.has(operation_id)),
  );
  const removable = end === -1 ? rows : rows.slice(0, end);
  requireGenuine(chain, after, removable);
  return removable;
}

/** Those of them that are open, and those that ended later. */
async function listKeptOperations(
  trx: Trx,
  rows: readonly ActivityRow[],
  before: number,
): Promise<Set<string>> {
  const ids = rows.flatMap(({ phase, operation_id }) =>
    phase === 'intent' && operation_id ? [operation_id] : [],
  );
  if (ids.length === 0) return new Set();
  const open = await trx.selectFrom('open_operations').select('id').where('id', 'in', ids).execute();
  const ended = await trx
    .selectFrom('activity')
    .select('operation_id as id')
    .where('operation_id', 'in', ids)
    .where('phase', '=', 'outcome')
    .where('at', '>=', before)
    .execute();
  return new Set([...open, ...ended].flatMap(({ id }) => id ?? []));
}

function requireGenuine(chain: string, after: ChainHead, rows: readonly ActivityRow[]): void {
  const key = chainKey(chain);
  let last = after;
  for (const row of rows) {
    const fits =
      row.seq === last.seq + 1 && row.previous_hash === last.hash && row.hash === hashRow(key, row);
    if (!fits) throw new TamperedLog();
    last = { seq: row.seq, hash: row.hash };
  }
}

type Checkpoint = {
  readonly chain: string;
  readonly purges: Purges;
  readonly last: ActivityRow;
  readonly rows: readonly ActivityRow[];
};

async function insertCheckpoint(trx: Trx, { chain, purges, last, rows }: Checkpoint): Promise<void> {
  const instances =
    chain === installationChain ? JSON.stringify(addInstances(purges.instances, toInstanceRows(rows))) : '{}';
  const end = { seq: last.seq, hash: last.hash, purged_at: Date.now(), instances };
  const mac = purgeMac(chain, { ...end, previousMac: purges.mac });
  await trx
    .insertInto('activity_purges')
    .values({ chain_id: chain, ...end, mac })
    .execute();
}

function addInstances(before: PurgedInstances, { named, removed }: InstanceRows): PurgedInstances {
  return { named: [...new Set([...before.named, ...named])], removed: [...before.removed, ...removed] };
}

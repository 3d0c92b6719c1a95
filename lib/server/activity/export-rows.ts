import 'server-only';

import { database } from '../db/database';
import type { ActivityRow } from '../db/schema';
import type { ChainHead } from './chain';
import { readCheckpoint } from './checkpoint';
import { listRows, listRowsOfOperations, positionOf, type RowFilter } from './list-rows';
import { readPurges } from './purges';

// Rows of an export, one batch at a time: the next is read once the one before was taken, so that a log of any length
// leaves in little memory.

/** The end of a chain, and the row before its first one: number 0, or the last one purged. */
export type ExportHead = ChainHead & {
  readonly chain: string;
  readonly start: ChainHead;
  /** The last row that leaves: behind the end if the log was tampered with. */
  readonly last: number;
};

export type ExportHeads = {
  readonly heads: readonly ExportHead[];
  /** False if the checkpoint of all chains is missing or forged, so that the ends are not proven. */
  readonly isProven: boolean;
};

const batchSize = 500;

/**
 * Returns where each chain begins and ends now; rows that are written during the export are not part of it. The checkpoint
 * of all chains says where they end: a head can be moved back, or be removed with its chain.
 */
export async function listHeads(chains: readonly string[], isEveryChain = false): Promise<ExportHeads> {
  return database()
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const rows = await trx
        .selectFrom('activity_chains')
        .select(['id', 'last_seq as seq', 'last_hash as hash'])
        .where('id', 'in', chains)
        .execute();
      const found = new Map(rows.map(({ id, seq, hash }) => [id, { seq, hash }]));
      const checkpoint = await readCheckpoint(trx);
      const every = isEveryChain ? [...chains, ...(checkpoint?.keys() ?? [])] : chains;
      const heads: ExportHead[] = [];
      for (const chain of [...new Set(every)].sort()) {
        const head = checkpoint?.get(chain) ?? found.get(chain);
        if (!head) continue;
        const last = Math.max(head.seq, found.get(chain)?.seq ?? 0);
        heads.push({ chain, ...head, start: (await readPurges(trx, chain)).end, last });
      }
      return { heads, isProven: checkpoint !== null };
    });
}

/** Yields whole chains, each from its first row to its head. */
export async function* exportChains(heads: readonly ExportHead[]): AsyncGenerator<ActivityRow[]> {
  for (const head of heads) {
    for (let last = head.start.seq; last < head.last; ) {
      const rows = await database()
        .selectFrom('activity')
        .selectAll()
        .where('chain_id', '=', head.chain)
        .where('seq', '>', last)
        .where('seq', '<=', head.last)
        .orderBy('seq')
        .limit(batchSize)
        .execute();
      if (rows[0]?.seq !== last + 1) await requireUnpurged(head.chain, last);
      if (rows.length > 0) yield rows;
      last = rows.at(-1)?.seq ?? head.last;
    }
  }
}

/** A download that breaks off shows; one that silently lacks rows would pass for a forgery later. */
async function requireUnpurged(chain: string, last: number): Promise<void> {
  const { end } = await readPurges(database(), chain);
  if (end.seq > last) throw new Error('Rows were purged while they were exported; export them again.');
}

/** Yields what the filter shows, the latest first, each operation with both of its rows. */
export async function* exportFiltered(filter: RowFilter): AsyncGenerator<ActivityRow[]> {
  for (let after = null; ; ) {
    const rows = await listRows(filter, after, batchSize);
    const related = await listRowsOfOperations(rows.flatMap(({ operation_id }) => operation_id ?? []));
    const both = rows.flatMap((row) => {
      const operation = related.filter(({ operation_id }) => operation_id === row.operation_id);
      return operation.length > 0 ? operation : [row];
    });
    if (both.length > 0) yield both;
    const last = rows.at(-1);
    if (!last || rows.length < batchSize) return;
    after = positionOf(last);
  }
}

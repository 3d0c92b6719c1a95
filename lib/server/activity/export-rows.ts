import 'server-only';

import { database } from '../db/database';
import type { ActivityRow } from '../db/schema';
import type { ChainHead } from './chain';
import { listRows, listRowsOfOperations, positionOf, type RowFilter } from './list-rows';
import { readPurges } from './purges';

// Rows of an export, one batch at a time: the next is read once the one before was taken, so that a log of any length
// leaves in little memory.

/** The end of a chain, and the row before its first one: number 0, or the last one purged. */
export type ExportHead = ChainHead & { readonly chain: string; readonly start: ChainHead };

const batchSize = 500;

/** Returns where each chain begins and ends now; rows that are written during the export are not part of it. */
export async function listHeads(chains: readonly string[]): Promise<ExportHead[]> {
  return database()
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const heads = await trx
        .selectFrom('activity_chains')
        .select(['id as chain', 'last_seq as seq', 'last_hash as hash'])
        .where('id', 'in', chains)
        .orderBy('id')
        .execute();
      const found: ExportHead[] = [];
      for (const head of heads) found.push({ ...head, start: (await readPurges(trx, head.chain)).end });
      return found;
    });
}

/** Yields whole chains, each from its first row to its head. */
export async function* exportChains(heads: readonly ExportHead[]): AsyncGenerator<ActivityRow[]> {
  for (const head of heads) {
    for (let last = head.start.seq; last < head.seq; ) {
      const rows = await database()
        .selectFrom('activity')
        .selectAll()
        .where('chain_id', '=', head.chain)
        .where('seq', '>', last)
        .where('seq', '<=', head.seq)
        .orderBy('seq')
        .limit(batchSize)
        .execute();
      if (rows[0]?.seq !== last + 1) await requireUnpurged(head.chain, last);
      if (rows.length > 0) yield rows;
      last = rows.at(-1)?.seq ?? head.seq;
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

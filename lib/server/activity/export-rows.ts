import 'server-only';

import { database } from '../db/database';
import type { ActivityRow } from '../db/schema';
import type { ChainHead } from './chain';
import { listRows, listRowsOfOperations, positionOf, type RowFilter } from './list-rows';

// Rows of an export, one batch at a time: the next is read once the one before was taken, so that a log of any length
// leaves in little memory.

export type ExportHead = ChainHead & { readonly chain: string };

const batchSize = 500;

/** Returns where each chain ends now; rows that are written during the export are not part of it. */
export async function listHeads(chains: readonly string[]): Promise<ExportHead[]> {
  const heads = await database()
    .selectFrom('activity_chains')
    .select(['id as chain', 'last_seq as seq', 'last_hash as hash'])
    .where('id', 'in', chains)
    .orderBy('id')
    .execute();
  return heads;
}

/** Yields whole chains, each from its first row to its head. */
export async function* exportChains(heads: readonly ExportHead[]): AsyncGenerator<ActivityRow[]> {
  for (const head of heads) {
    for (let last = 0; last < head.seq; ) {
      const rows = await database()
        .selectFrom('activity')
        .selectAll()
        .where('chain_id', '=', head.chain)
        .where('seq', '>', last)
        .where('seq', '<=', head.seq)
        .orderBy('seq')
        .limit(batchSize)
        .execute();
      if (rows.length > 0) yield rows;
      last = rows.at(-1)?.seq ?? head.seq;
    }
  }
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

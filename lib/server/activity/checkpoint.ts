import 'server-only';

import { engine, type Trx } from '../db/database';
import { type ChainHead, checkpointMac } from './chain';

// One row holds the heads of all chains under one MAC. A chain cut back to an earlier head, which was genuine once,
// then disagrees with it; an earlier checkpoint disagrees with every other chain that has grown since.

export type HeadMove = {
  readonly chain: string;
  /** The head that the chain is said to have had; null if it is new. */
  readonly from: ChainHead | null;
  readonly to: ChainHead;
};

const onlyRow = 1;

/** Returns null if the checkpoint is missing or was not written by Switchboard. */
export async function readCheckpoint(trx: Trx): Promise<Map<string, ChainHead> | null> {
  const row = await trx
    .selectFrom('activity_checkpoint')
    .select(['heads', 'mac'])
    .where('id', '=', onlyRow)
    .executeTakeFirst();
  return parse(row);
}

/** Takes the heads as they are; does nothing if there is a checkpoint. */
export async function createCheckpoint(trx: Trx): Promise<void> {
  const chains = await trx.selectFrom('activity_chains').select(['id', 'last_seq', 'last_hash']).execute();
  const heads = new Map(chains.map((chain) => [chain.id, { seq: chain.last_seq, hash: chain.last_hash }]));
  await trx
    .insertInto('activity_checkpoint')
    .values({ id: onlyRow, ...toRow(heads) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/**
 * Moves one chain on. A head that differs from the one this chain is said to have had, and a checkpoint that is
 * missing or forged, stay as they are: the next write must not repair what the verifier has to find.
 * The last lock of a transaction, so that two of them can't wait for each other.
 */
export async function moveCheckpoint(trx: Trx, { chain, from, to }: HeadMove): Promise<void> {
  const row = await trx
    .selectFrom('activity_checkpoint')
    .select(['heads', 'mac'])
    .where('id', '=', onlyRow)
    .modifyEnd(engine().forUpdate)
    .executeTakeFirst();
  const heads = parse(row);
  const held = heads?.get(chain);
  if (!heads || held?.seq !== from?.seq || held?.hash !== from?.hash) return;
  heads.set(chain, to);
  await trx.updateTable('activity_checkpoint').set(toRow(heads)).where('id', '=', onlyRow).execute();
}

function parse(row: { heads: string; mac: string } | undefined): Map<string, ChainHead> | null {
  if (!row || row.mac !== checkpointMac(row.heads)) return null;
  const heads = JSON.parse(row.heads) as [string, number, string][];
  return new Map(heads.map(([chain, seq, hash]) => [chain, { seq, hash }]));
}

function toRow(heads: ReadonlyMap<string, ChainHead>): { heads: string; mac: string } {
  const text = JSON.stringify([...heads].map(([chain, { seq, hash }]) => [chain, seq, hash]));
  return { heads: text, mac: checkpointMac(text) };
}

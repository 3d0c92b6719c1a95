import 'server-only';

import { engine, type Trx } from '../db/database';
import { type ChainHead, firstHash, headMac } from './chain';
import { type HeadMove, moveCheckpoint } from './checkpoint';

// The head of a chain says where the chain ends. It is made once, with its instance: a head that were made again at the
// next write would hide that the chain was removed.

const beginning: ChainHead = { seq: 0, hash: firstHash };

/** Does nothing if the chain has a head. */
export async function createHead(trx: Trx, chain: string): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('activity_chains')
    .values({ id: chain, ...columnsOf(chain, beginning) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) await moveCheckpoint(trx, { chain, from: null, to: beginning });
}

/** Locked before anything else in the transaction, so that two writers can't take the same number. */
export async function lockHead(trx: Trx, chain: string): Promise<ChainHead> {
  const head = await trx
    .selectFrom('activity_chains')
    .select(['last_seq as seq', 'last_hash as hash'])
    .where('id', '=', chain)
    .modifyEnd(engine().forUpdate)
    .executeTakeFirst();
  if (!head) throw new Error('The head of this activity chain is missing; run npm run activity:verify.');
  return head;
}

export async function moveHead(trx: Trx, move: HeadMove): Promise<void> {
  const { chain, to } = move;
  await trx.updateTable('activity_chains').set(columnsOf(chain, to)).where('id', '=', chain).execute();
  await moveCheckpoint(trx, move);
}

function columnsOf(chain: string, head: ChainHead) {
  return { last_seq: head.seq, last_hash: head.hash, head_mac: headMac(chain, head) };
}

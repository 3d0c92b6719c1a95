import 'server-only';

import type { Selectable } from 'kysely';
import { database } from '../db/database';
import type { Database } from '../db/schema';
import { chainKey, firstHash, hashRow, headMac, installationChain } from './chain';

export type ChainVerdict = {
  readonly chain: string;
  readonly rows: number;
  /** The first row that does not fit, or null where the whole chain holds. */
  readonly brokenAt: number | null;
};

const pageSize = 500;

export async function verifyChains(): Promise<ChainVerdict[]> {
  const chains = await database().selectFrom('activity_chains').selectAll().orderBy('id').execute();
  const verdicts: ChainVerdict[] = [];
  // Every installation has one from its first start on.
  if (!chains.some(({ id }) => id === installationChain)) {
    verdicts.push({ chain: installationChain, rows: 0, brokenAt: 1 });
  }
  for (const chain of chains) verdicts.push(await verifyChain(chain));
  return verdicts;
}

/** Pages by key, so that a long log is never held in memory or under one open cursor. */
async function verifyChain(head: Selectable<Database['activity_chains']>): Promise<ChainVerdict> {
  const chain = head.id;
  const key = chainKey(chain);
  let seq = 0;
  let previousHash = firstHash;
  for (;;) {
    const rows = await database()
      .selectFrom('activity')
      .selectAll()
      .where('chain_id', '=', chain)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(pageSize)
      .execute();
    for (const row of rows) {
      const holds =
        row.seq === seq + 1 && row.previous_hash === previousHash && row.hash === hashRow(key, row);
      if (!holds) return { chain, rows: seq, brokenAt: seq + 1 };
      seq = row.seq;
      previousHash = row.hash;
    }
    if (rows.length < pageSize) break;
  }
  // Rows cut from the end leave a chain that holds; its head, which only the key can make, tells that they are gone.
  const complete =
    seq === head.last_seq &&
    previousHash === head.last_hash &&
    head.head_mac === headMac(key, chain, seq, previousHash);
  return { chain, rows: seq, brokenAt: complete ? null : seq + 1 };
}

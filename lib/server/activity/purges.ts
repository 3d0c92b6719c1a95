import 'server-only';

import { z } from 'zod';
import type { PurgedRows } from '@/lib/activity/views';
import type { Db, Trx } from '../db/database';
import { type ChainHead, firstHash, type PurgedEnd, purgeMac } from './chain';

// Checkpoints of the ends of chains that retention removed. Each covers the one before, under the chain's key, so that
// without `activity.key` none can be made. The rows of a chain begin after its latest one.

const instancesSchema = z.object({
  named: z.array(z.string()).default([]),
  removed: z
    .array(z.object({ instance: z.string(), slug: z.string(), name: z.string(), at: z.number() }))
    .default([]),
});
/** Facts about instances from removed rows of the installation's chain; the rest of the log rests on them. */
export type PurgedInstances = z.infer<typeof instancesSchema>;

export type Purges = {
  /** The last row that is gone; number 0 if none is. */
  readonly end: ChainHead;
  readonly mac: string;
  readonly instances: PurgedInstances;
  /** The number of the first checkpoint that is forged; the ones after it prove nothing either. */
  readonly forgedAt: number | null;
};

export async function readPurges(db: Db | Trx, chain: string): Promise<Purges> {
  const rows = await db
    .selectFrom('activity_purges')
    .selectAll()
    .where('chain_id', '=', chain)
    .orderBy('seq')
    .execute();
  let purges: Purges = {
    end: { seq: 0, hash: firstHash },
    mac: '',
    instances: { named: [], removed: [] },
    forgedAt: null,
  };
  for (const row of rows) {
    const purged: PurgedEnd = { ...row, previousMac: purges.mac };
    if (row.mac !== purgeMac(chain, purged)) return { ...purges, forgedAt: row.seq };
    const end = { seq: row.seq, hash: row.hash };
    purges = {
      end,
      mac: row.mac,
      instances: instancesSchema.parse(JSON.parse(row.instances)),
      forgedAt: null,
    };
  }
  return purges;
}

/** Returns how many rows of these chains are gone, and since when the last of them are; null if none is. */
export async function readPurged(db: Db | Trx, chains: readonly string[]): Promise<PurgedRows | null> {
  const ends = await db
    .selectFrom('activity_purges')
    .select((by) => ['chain_id', by.fn.max('seq').as('rows'), by.fn.max('purged_at').as('at')])
    .where('chain_id', 'in', chains)
    .groupBy('chain_id')
    .execute();
  if (ends.length === 0) return null;
  const rows = ends.reduce((sum, end) => sum + Number(end.rows), 0);
  return { rows, at: Math.max(...ends.map(({ at }) => Number(at))) };
}

/** Reads the latest checkpoint alone, which repeats what the earlier ones said. One that is forged says nothing. */
export async function readPurgedInstances(db: Db | Trx, chain: string): Promise<PurgedInstances> {
  const [latest, before] = await db
    .selectFrom('activity_purges')
    .selectAll()
    .where('chain_id', '=', chain)
    .orderBy('seq', 'desc')
    .limit(2)
    .execute();
  const isGenuine = latest && latest.mac === purgeMac(chain, { ...latest, previousMac: before?.mac ?? '' });
  return isGenuine ? instancesSchema.parse(JSON.parse(latest.instances)) : { named: [], removed: [] };
}

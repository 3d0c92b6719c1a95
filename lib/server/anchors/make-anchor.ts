import 'server-only';

import { sql } from 'kysely';
import { installationChain } from '../activity/chain';
import { lockHead } from '../activity/heads';
import { database, engine, type Trx } from '../db/database';
import { type AnchorHead, digestOf, parseAnchor, toAnchorLine } from './anchor';

/** How often the heads are anchored while the log grows, and while it does not. */
export const anchorEveryMs = 15 * 60_000;
const unchangedEveryMs = 24 * 60 * 60_000;
/** A job starts a moment early now and then. */
const slackMs = 5_000;
/** Later anchors repeat the heads of earlier ones, so the table need not keep them for ever. */
const keptMs = 90 * 24 * 60 * 60_000;

/** Makes the next anchor if it is due. Of servers that try at once only one makes it. */
export async function makeAnchorIfDue(): Promise<void> {
  await database()
    .transaction()
    .execute(async (trx) => {
      await lockHead(trx, installationChain);
      const last = await trx
        .selectFrom('activity_anchors')
        .select(['number', 'at', 'line'])
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      const now = await readTime(trx);
      const heads = await listHeads(trx);
      const age = last ? now - last.at : Number.POSITIVE_INFINITY;
      const isChanged = JSON.stringify(last && parseAnchor(last.line)?.heads) !== JSON.stringify(heads);
      // One of the future, by a clock that was set back or by another hand, must not end the anchors.
      if (age >= 0 && age < (isChanged ? anchorEveryMs : unchangedEveryMs) - slackMs) return;
      const number = (last?.number ?? 0) + 1;
      const at = Math.max(now, (last?.at ?? 0) + 1);
      const line = toAnchorLine({ number, at, previous: last ? digestOf(last.line) : '', heads });
      await trx.insertInto('activity_anchors').values({ number, at, line }).execute();
      await trx
        .deleteFrom('activity_anchors')
        .where('at', '<', now - keptMs)
        .where('number', '<', number)
        .execute();
    });
}

async function listHeads(trx: Trx): Promise<AnchorHead[]> {
  const rows = await trx.selectFrom('activity_chains').select(['id', 'last_seq', 'last_hash']).execute();
  // Not by the database: engines sort text differently.
  return rows
    .map(({ id, last_seq, last_hash }): AnchorHead => [id, last_seq, last_hash])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

async function readTime(trx: Trx): Promise<number> {
  const { rows } = await sql<{ now: number }>`select ${engine().now} as now`.execute(trx);
  return Number(rows[0]?.now);
}

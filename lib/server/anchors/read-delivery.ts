import 'server-only';

import { database } from '../db/database';

export type Delivery = {
  /** When the receiver last took an anchor. */
  readonly deliveredAt: number | null;
  /** How many wait for it. */
  readonly waiting: number;
  /** Why the oldest of them was not taken, and when; null if it was not tried. */
  readonly failure: { readonly reason: string; readonly at: number } | null;
};

export async function readDelivery(): Promise<Delivery> {
  const all = await database()
    .selectFrom('activity_anchors')
    .select((db) => [db.fn.max('delivered_at').as('deliveredAt'), db.fn.countAll().as('count')])
    .select((db) => db.fn.count('delivered_at').as('delivered'))
    .executeTakeFirstOrThrow();
  const failed = await database()
    .selectFrom('activity_anchors')
    .select(['failure', 'failed_at'])
    .where('delivered_at', 'is', null)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  const { failure, failed_at } = failed ?? { failure: null, failed_at: null };
  return {
    deliveredAt: all.deliveredAt,
    waiting: Number(all.count) - Number(all.delivered),
    failure: failure === null || failed_at === null ? null : { reason: failure, at: failed_at },
  };
}

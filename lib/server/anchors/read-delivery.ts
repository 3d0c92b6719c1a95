import 'server-only';

import { type AnchorsView, anchorFailures } from '@/lib/activity/views';
import { database } from '../db/database';

type Delivery = Pick<AnchorsView, 'deliveredAt' | 'waiting' | 'failure'>;

export async function readDelivery(): Promise<Delivery> {
  const all = await database()
    .selectFrom('activity_anchors')
    .select((db) => [db.fn.max('delivered_at').as('deliveredAt'), db.fn.countAll().as('count')])
    .select((db) => db.fn.count('delivered_at').as('delivered'))
    .executeTakeFirstOrThrow();
  const oldest = await database()
    .selectFrom('activity_anchors')
    .select(['failure', 'failed_at'])
    .where('delivered_at', 'is', null)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  const waiting = Number(all.count) - Number(all.delivered);
  const [word = '', status = '0'] = (oldest?.failure ?? '').split(' ');
  const reason = anchorFailures.find((known) => known === word);
  const failure = reason ? { reason, status: Number(status), at: oldest?.failed_at ?? 0 } : null;
  return { deliveredAt: all.deliveredAt, waiting, failure };
}

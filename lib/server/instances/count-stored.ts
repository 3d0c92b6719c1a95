import 'server-only';

import type { StoredCounts } from '@/lib/instances/views';
import type { Db, Trx } from '../db/database';
import type { InstanceRow } from '../db/schema';

/** Counts what is stored of an instance and goes with it. */
export async function countStored(db: Db | Trx, instance: InstanceRow): Promise<StoredCounts> {
  const count = async (table: 'settings' | 'stored_secrets' | 'disruptive_changes') => {
    const { rows } = await db
      .selectFrom(table)
      .select((select) => select.fn.countAll<number>().as('rows'))
      .where('instance_id', '=', instance.id)
      .executeTakeFirstOrThrow();
    return Number(rows);
  };
  return {
    settings: await count('settings'),
    secrets: await count('stored_secrets'),
    reconnectLists: await count('disruptive_changes'),
    hasWebhookSecret: instance.webhook_secret_sealed !== null,
  };
}

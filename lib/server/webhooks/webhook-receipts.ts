import 'server-only';

import { database, type Trx } from '../db/database';
import { processSingleton } from '../process-singleton';

// Which webhooks have been acted upon. Svix delivers one until it is answered, for a day or so, and a signature is good
// for five minutes only; so a receipt that is a week old can go.

const keptForMs = 7 * 86_400_000;
const prunedEveryMs = 3_600_000;
const pruned = processSingleton('webhook-receipts-pruned', () => ({ at: 0 }));

/**
 * Acts once on what is delivered several times, also to several servers at once: the second insert waits for the first
 * one's transaction. False where it had been received before.
 */
export async function receiveOnce(
  instanceId: string,
  messageId: string,
  act: (trx: Trx) => Promise<void>,
): Promise<boolean> {
  const isFirst = await database()
    .transaction()
    .execute(async (trx) => {
      const inserted = await trx
        .insertInto('webhook_receipts')
        .values({ instance_id: instanceId, message_id: messageId, received_at: Date.now() })
        .onConflict((conflict) => conflict.columns(['instance_id', 'message_id']).doNothing())
        .executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows !== 1n) return false;
      await act(trx);
      return true;
    });
  await pruneFromTimeToTime();
  return isFirst;
}

async function pruneFromTimeToTime(): Promise<void> {
  const last = pruned.get();
  const now = Date.now();
  if (now - last.at < prunedEveryMs) return;
  last.at = now;
  await database()
    .deleteFrom('webhook_receipts')
    .where('received_at', '<', now - keptForMs)
    .execute();
}

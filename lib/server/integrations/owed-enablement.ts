import 'server-only';

import { sql } from 'kysely';
import { type Actor, toActorColumns } from '../activity/actor';
import { type Db, database, engine, type Trx } from '../db/database';
import type { OpenOperation, OwedEnablement } from '../db/schema';
import { AppError } from '../errors';
import type { Closing } from '../operations/definition';
import { longestRequestMs } from '../operations/patience';

// The debt of a first save that enables its integration. Recorded in the transaction that records the save as applied,
// and paid off by the outcome of a toggle: a crash between the two leaves it for the next start.

type Subject = { readonly instanceId: string; readonly integrationKey: string };

/** The most times that a toggle without effect is sent. */
const maxSends = 3;

/** The request that saved comes first; another process takes over only once that one can't be alive any more. */
export async function oweEnablement(
  trx: Trx,
  { instanceId, integrationKey }: Subject,
  actor: Actor,
): Promise<void> {
  await trx
    .insertInto('owed_enablements')
    .values({
      instance_id: instanceId,
      integration_key: integrationKey,
      ...toActorColumns(actor),
      sends: 0,
      check_attempts: 0,
      next_check_at: later(longestRequestMs()),
    })
    .onConflict((conflict) => conflict.columns(['instance_id', 'integration_key']).doNothing())
    .execute();
}

export async function listOwed(instanceId: string): Promise<OwedEnablement[]> {
  return database()
    .selectFrom('owed_enablements')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .execute();
}

export async function findOwed({ instanceId, integrationKey }: Subject): Promise<OwedEnablement | undefined> {
  return (await listOwed(instanceId)).find(({ integration_key }) => integration_key === integrationKey);
}

/** With the intent of the toggle that pays it; refuses if the debt was paid or cancelled in the meantime. */
export async function takeOwed(trx: Trx, subject: Subject): Promise<void> {
  const taken = await updateOwed(trx, subject)
    .set((row) => ({ sends: row('sends', '+', 1) }))
    .executeTakeFirst();
  if (taken.numUpdatedRows !== 1n) throw new AppError('conflict');
}

export async function postponeOwed(subject: Subject, waitMs: number): Promise<void> {
  await updateOwed(database(), subject)
    .set((row) => ({ check_attempts: row('check_attempts', '+', 1), next_check_at: later(waitMs) }))
    .execute();
}

export async function cancelOwed(
  { instanceId, integrationKey }: Subject,
  db: Db | Trx = database(),
): Promise<void> {
  await db
    .deleteFrom('owed_enablements')
    .where('instance_id', '=', instanceId)
    .where('integration_key', '=', integrationKey)
    .execute();
}

/**
 * With the outcome of a toggle, in its transaction. The debt remains only if nothing was switched and Codat has not
 * decided: it refused for the time being, or never took the request.
 */
export async function closeOwedEnablement(
  trx: Trx,
  { kind, accepted_at, instance_id, integration_key }: OpenOperation,
  { outcome, details }: Closing,
): Promise<void> {
  if (kind !== 'enabled') return;
  const isUndecided =
    (outcome === 'not-applied' && accepted_at === null) || (outcome === 'refused' && details.status === 429);
  await trx
    .deleteFrom('owed_enablements')
    .where('instance_id', '=', instance_id)
    .where('integration_key', '=', integration_key)
    .$if(isUndecided, (query) => query.where('sends', '>=', maxSends))
    .execute();
}

function updateOwed(db: Db | Trx, { instanceId, integrationKey }: Subject) {
  return db
    .updateTable('owed_enablements')
    .where('instance_id', '=', instanceId)
    .where('integration_key', '=', integrationKey);
}

function later(ms: number) {
  return sql<number>`${engine().now} + ${ms}`;
}

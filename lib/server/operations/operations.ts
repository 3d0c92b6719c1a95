import 'server-only';

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Actor, toActor, toActorColumns } from '../activity/actor';
import { changing } from '../activity/latest-changes';
import { type ActivityDetails, recordActivity } from '../activity/record';
import { type Db, database, engine, type Trx } from '../db/database';
import type { OpenOperation } from '../db/schema';
import { AppError } from '../errors';
import type { Closing, OperationDefinition, OperationKind } from './definition';
import { bindRequest, type OperationRequest } from './operation-requests';

// The journal of writes to Codat. The intent is durable before anything is sent; what is still open after a crash
// or a lost answer is settled by reading Codat, never by sending again.

const longestBeforeSendingMs = 3_000;
export type ReadSubject = {
  readonly instanceId: string;
  readonly integrationKey: string;
  /** The journal's position before Codat was read for this operation. */
  readonly readAtSeq: number;
};

/** The number of the latest entry; what is read of Codat from here on is no older than that entry. */
export async function latestActivitySeq(instanceId: string): Promise<number> {
  const chain = await database()
    .selectFrom('activity_chains')
    .select('last_seq')
    .where('id', '=', instanceId)
    .executeTakeFirst();
  return chain?.last_seq ?? 0;
}

type Opening = {
  readonly subject: ReadSubject;
  readonly kind: OperationKind;
  readonly actor: Actor;
  readonly details: ActivityDetails;
  /** Set if a form has made the operation's id; otherwise one is made here. */
  readonly request?: OperationRequest;
  readonly pending?: string | null;
  /** Changes that belong to the intent, in its transaction. */
  readonly inSameTransaction?: ((trx: Trx) => Promise<void>) | undefined;
};

/** Refuses where another operation is open, or has ended since Codat was read: what this one rests on is old. */
export async function openOperation(
  definition: OperationDefinition,
  { subject, kind, actor, details, request, pending = null, inSameTransaction }: Opening,
): Promise<OpenOperation> {
  const operation: OpenOperation = {
    instance_id: subject.instanceId,
    integration_key: subject.integrationKey,
    id: request?.id ?? randomUUID(),
    kind,
    ...toActorColumns(actor),
    started_at: 0,
    pending,
    check_attempts: 0,
    next_check_at: 0,
    needs_attention: 0,
    accepted_at: null,
  };
  let openedAt = 0;
  await recordActivity(
    { ...eventOf(definition, operation), phase: 'intent', actor, details },
    async (trx) => {
      if (request) await bindRequest(trx, request);
      await inSameTransaction?.(trx);
      // Only now, behind the lock, and by the one clock that all servers share.
      operation.started_at = await databaseTime(trx);
      openedAt = performance.now();
      const inserted = await trx
        .insertInto('open_operations')
        .values(operation)
        .onConflict((conflict) => conflict.columns(['instance_id', 'integration_key']).doNothing())
        .executeTakeFirst();
      const isFirst = inserted.numInsertedOrUpdatedRows === 1n;
      if (!isFirst) throw new AppError('conflict');
      await requireUnchangedSinceRead(trx, subject);
    },
  );
  // A process that was held up here may find its operation settled by another; so it does not send any more.
  if (performance.now() - openedAt > longestBeforeSendingMs) {
    await closeOperation(definition, operation, { outcome: 'not-applied', details: { sent: false } });
    throw new AppError('conflict');
  }
  return operation;
}

export async function databaseTime(db: Db | Trx = database()): Promise<number> {
  const { rows } = await sql<{ now: number }>`select ${engine().now} as now`.execute(db);
  return Number(rows[0]?.now);
}

/**
 * Guards a change that is stored without a write to Codat: nothing is in progress, and nothing has changed since Codat
 * was read.
 */
export async function requireNoOpenOperation(trx: Trx, subject: ReadSubject): Promise<void> {
  const open = await trx
    .selectFrom('open_operations')
    .select('id')
    .where('instance_id', '=', subject.instanceId)
    .where('integration_key', '=', subject.integrationKey)
    .executeTakeFirst();
  if (open) throw new AppError('conflict');
  await requireUnchangedSinceRead(trx, subject);
}

async function requireUnchangedSinceRead(trx: Trx, subject: ReadSubject): Promise<void> {
  const ended = await trx
    .selectFrom('activity')
    .select('seq')
    .where('chain_id', '=', subject.instanceId)
    .where('seq', '>', subject.readAtSeq)
    .where('integration_key', '=', subject.integrationKey)
    .where('phase', '!=', 'intent')
    .where('action', 'in', changing)
    .limit(1)
    .executeTakeFirst();
  if (ended) throw new AppError('conflict');
}

/**
 * Records the outcome once, whichever process comes first, with the other changes of its transaction. Every server then
 * forgets what it remembers of the instance. Returns false if the operation has already been closed.
 */
export async function closeOperation(
  definition: OperationDefinition,
  operation: OpenOperation,
  {
    inSameTransaction,
    ...closing
  }: Closing & { readonly inSameTransaction?: ((trx: Trx) => Promise<void>) | undefined },
): Promise<boolean> {
  const { outcome } = closing;
  const details = { ...closing.details, ...(await definition.closingDetails?.(operation)) };
  try {
    await recordActivity(
      { ...eventOf(definition, operation), phase: 'outcome', actor: toActor(operation), outcome, details },
      async (trx) => {
        const closed = await trx
          .deleteFrom('open_operations')
          .where('id', '=', operation.id)
          .returningAll()
          .executeTakeFirst();
        if (!closed) throw new AlreadyClosed();
        await definition.onClosed?.(trx, closed, closing);
        await inSameTransaction?.(trx);
        await bumpRevision(trx, operation.instance_id);
      },
    );
    return true;
  } catch (error) {
    if (error instanceof AlreadyClosed) return false;
    throw error;
  }
}

export async function listOpenOperations(instanceId: string): Promise<OpenOperation[]> {
  return database().selectFrom('open_operations').selectAll().where('instance_id', '=', instanceId).execute();
}

export async function invalidateSnapshots(instanceId: string): Promise<void> {
  await database()
    .transaction()
    .execute((trx) => bumpRevision(trx, instanceId));
}

async function bumpRevision(trx: Trx, instanceId: string): Promise<void> {
  await trx
    .updateTable('instances')
    .set((column) => ({ revision: column('revision', '+', 1) }))
    .where('id', '=', instanceId)
    .execute();
}

/** Durable before Codat is read back, so that after a crash every server says that Codat accepted the write. */
export async function markAccepted(operation: OpenOperation, pending = operation.pending) {
  const accepted_at = await databaseTime();
  await database()
    .updateTable('open_operations')
    .set({ accepted_at, pending })
    .where('id', '=', operation.id)
    .execute();
  return { ...operation, accepted_at, pending };
}

export async function scheduleNextCheck(operation: OpenOperation, waitMs: number): Promise<void> {
  await database()
    .updateTable('open_operations')
    .set({ check_attempts: operation.check_attempts + 1, next_check_at: (await databaseTime()) + waitMs })
    .where('id', '=', operation.id)
    .execute();
}

export async function markNeedsAttention(operation: OpenOperation): Promise<void> {
  await database()
    .updateTable('open_operations')
    .set({ needs_attention: 1 })
    .where('id', '=', operation.id)
    .execute();
  await invalidateSnapshots(operation.instance_id);
}

function eventOf({ action, concernsIntegration }: OperationDefinition, operation: OpenOperation) {
  return {
    chain: operation.instance_id,
    action,
    operationId: operation.id,
    ...(concernsIntegration && { integrationKey: operation.integration_key }),
  };
}

class AlreadyClosed extends Error {}

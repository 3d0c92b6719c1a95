import 'server-only';

import type { ReviewKind } from '@/lib/integrations/review';
import { type Db, database, type Trx } from '../db/database';
import type { CompanyOperationKind, InstanceRow } from '../db/schema';
import { AppError } from '../errors';
import { toCanonicalJson } from '../vault/canonical-json';
import { fingerprint } from '../vault/vault';

// The operation id that a form makes is an idempotency key. It is bound, with the intent, to the user, the action and
// its subject. Sent with anything else it is a conflict, which reveals nothing of the operation that has used it.

export type RequestKind = Exclude<ReviewKind, 'disabling'> | CompanyOperationKind;

export type OperationRequest<Kind extends RequestKind = RequestKind> = {
  readonly id: string;
  readonly instanceId: string;
  readonly userId: string;
  readonly kind: Kind;
  /** The key of the integration, or the company or connection that is written to. */
  readonly subject: string;
  /** Keyed: what was asked for may hold secrets. */
  readonly digest: string;
};

type Asking<Kind extends RequestKind> = {
  readonly id: string;
  readonly viewer: { readonly userId: string };
  readonly instance: Pick<InstanceRow, 'id'>;
  readonly kind: Kind;
  readonly subject: string;
  /**
   * The input as submitted, without the session, the confirmation and the typed phrase: those may differ between two
   * attempts.
   */
  readonly asked: unknown;
};

export async function requestOf<Kind extends RequestKind>(
  asking: Asking<Kind>,
): Promise<OperationRequest<Kind>> {
  const { id, viewer, instance, kind, subject, asked } = asking;
  const digest = await fingerprint(instance.id, toCanonicalJson(asked), 'request ');
  return { id, instanceId: instance.id, userId: viewer.userId, kind, subject, digest };
}

/** In the transaction of the intent: of two requests that come at once under one id, one is bound. */
export async function bindRequest(trx: Trx, request: OperationRequest): Promise<void> {
  const { id, instanceId, userId, kind, subject, digest } = request;
  const bound = await trx
    .insertInto('operation_requests')
    .values({ id, instance_id: instanceId, user_id: userId, kind, subject, digest, at: Date.now() })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  if (bound.numInsertedOrUpdatedRows !== 1n || (await hasActivity(trx, id))) throw reused();
}

/** True where this very request has been recorded, false where nothing has under its id. */
export async function isBound(request: OperationRequest): Promise<boolean> {
  // The order matters: a request that is being bound concurrently must not be taken for one without a row.
  const recorded = await hasActivity(database(), request.id);
  const row = await database()
    .selectFrom('operation_requests')
    .selectAll()
    .where('id', '=', request.id)
    .executeTakeFirst();
  // An operation recorded by an older version has no row, so what was asked for is unknown.
  if (!row && !recorded) return false;
  const isSame =
    row?.instance_id === request.instanceId &&
    row.user_id === request.userId &&
    row.kind === request.kind &&
    row.subject === request.subject &&
    row.digest === request.digest;
  if (!isSame) throw reused();
  return true;
}

async function hasActivity(db: Db | Trx, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('activity')
    .select('seq')
    .where('operation_id', '=', id)
    .unionAll(db.selectFrom('purged_operations').select('seq').where('id', '=', id))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function reused(): AppError {
  return new AppError('conflict', { state: 'reused' });
}

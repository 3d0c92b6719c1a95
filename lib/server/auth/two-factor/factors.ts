import 'server-only';

import { type RawBuilder, sql } from 'kysely';
import { type Db, database, engine, type Trx } from '../../db/database';
import { AppError } from '../../errors';
import type { Secret } from '../../secret';
import { open, seal } from '../../vault/vault';
import { isSpent } from '../sessions/lifetime';
import { endTicketsOf, type Viewer } from '../sessions/sessions';
import { digestToken } from '../sessions/token-digest';

/** A key that waits for its first code is worth nothing after this. */
const pendingLifeMs = 10 * 60_000;

export type OpenedFactor = {
  /** Names the key that was opened: it must still be this one when a code is used up. */
  readonly keySealed: string;
  readonly key: Secret;
  /** The database's clock. */
  readonly now: number;
};

export type FactorState = { readonly since: number; readonly codesLeft: number };

export async function hasFactor(userId: string, db: Db | Trx = database()): Promise<boolean> {
  const factor = await db
    .selectFrom('second_factors')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  return factor !== undefined;
}

/** Null where it is off, or only begun. */
export async function readFactorState(userId: string): Promise<FactorState | null> {
  const factor = await database()
    .selectFrom('second_factors')
    .select('confirmed_at as since')
    .select((row) =>
      row
        .selectFrom('recovery_codes')
        .select((code) => code.fn.countAll<number>().as('left'))
        .whereRef('recovery_codes.user_id', '=', 'second_factors.user_id')
        .as('codesLeft'),
    )
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (factor?.since == null) return null;
  return { since: factor.since, codesLeft: Number(factor.codesLeft) };
}

/** Null where it is off. */
export async function openFactor(userId: string): Promise<OpenedFactor | null> {
  return openOne(userId, sql<boolean>`confirmed_at is not null`);
}

/** Null if this session has begun none, or too long ago. */
export async function openPendingFactor({ userId, sessionId }: Viewer): Promise<OpenedFactor | null> {
  return openOne(userId, isPendingOf(sessionId));
}

/** Stores a key that counts for nothing yet. Throws `two-factor-refused` where one counts already. */
export async function storePendingFactor({ userId, sessionId }: Viewer, key: Secret): Promise<void> {
  const begun = {
    key_sealed: await seal(placeOf(userId), key),
    session_id: digestToken(sessionId),
    created_at: engine().now,
    last_step: 0,
  };
  await database()
    .deleteFrom('second_factors')
    .where('confirmed_at', 'is', null)
    .where(isSpent('created_at', pendingLifeMs))
    .execute();
  const stored = await database()
    .insertInto('second_factors')
    .values({ ...begun, user_id: userId })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet(begun).where('second_factors.confirmed_at', 'is', null),
    )
    .executeTakeFirst();
  if (stored.numInsertedOrUpdatedRows === 0n) throw new AppError('two-factor-refused', { reason: 'on' });
}

/** Throws `two-factor-refused` if it was confirmed, begun again or given up in the meantime. */
export async function confirmFactor(
  trx: Trx,
  { userId, sessionId }: Viewer,
  { keySealed, step }: { readonly keySealed: string; readonly step: number },
): Promise<void> {
  const confirmed = await trx
    .updateTable('second_factors')
    .set({ confirmed_at: engine().now, last_step: step })
    .where('user_id', '=', userId)
    .where('key_sealed', '=', keySealed)
    .where(isPendingOf(sessionId))
    .executeTakeFirst();
  if (confirmed.numUpdatedRows === 0n) throw new AppError('two-factor-refused', { reason: 'setUp' });
}

/** False if there was none that counted. */
export async function removeFactor(trx: Trx, userId: string): Promise<boolean> {
  const removed = await trx
    .deleteFrom('second_factors')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await endTicketsOf(userId, trx);
  return removed.numDeletedRows > 0n;
}

async function openOne(userId: string, which: RawBuilder<boolean>): Promise<OpenedFactor | null> {
  const factor = await database()
    .selectFrom('second_factors')
    .select(['key_sealed', engine().now.as('now')])
    .where('user_id', '=', userId)
    .where(which)
    .executeTakeFirst();
  if (!factor) return null;
  const { key_sealed: keySealed, now } = factor;
  return { keySealed, key: await open(placeOf(userId), keySealed), now };
}

function isPendingOf(sessionId: string): RawBuilder<boolean> {
  const spent = isSpent('created_at', pendingLifeMs);
  return sql<boolean>`(confirmed_at is null and session_id = ${digestToken(sessionId)} and not ${spent})`;
}

function placeOf(userId: string) {
  return { owner: 'two-factor', field: userId };
}

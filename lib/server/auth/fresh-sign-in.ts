import 'server-only';

import { sql } from 'kysely';
import { freshSignInMs } from '@/lib/users/fresh-sign-in';
import { type Db, database, engine, type Trx } from '../db/database';
import { AppError } from '../errors';
import { isSpent } from './sessions/lifetime';
import type { Viewer } from './sessions/sessions';
import { digestToken } from './sessions/token-digest';

// Some actions ask that the person has proved lately who they are, in this very session. Their use-cases call
// `requireFreshSignIn` after permission and input, and before anything is sent or changed.

type SessionOfUser = Pick<Viewer, 'sessionId' | 'userId'>;

/** Throws `fresh-sign-in-required` unless the session's last proof is younger than 15 minutes, by the database's clock. */
export async function requireFreshSignIn({ sessionId, userId }: SessionOfUser): Promise<void> {
  const session = await database()
    .selectFrom('sessions')
    .select(sql<boolean>`not ${isSpent('authenticated_at', freshSignInMs)}`.as('isFresh'))
    .where('id', '=', digestToken(sessionId))
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (session?.isFresh) return;
  await forget({ sessionId, userId });
  throw new AppError('fresh-sign-in-required');
}

/** Throws `unauthenticated` if the user has no such session, such as one that has ended in the meantime. */
export async function stampFreshSignIn(
  sessionId: string,
  userId: string,
  db: Db | Trx = database(),
): Promise<void> {
  const stamped = await db
    .updateTable('sessions')
    .set({ authenticated_at: engine().now })
    .where('id', '=', digestToken(sessionId))
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (stamped.numUpdatedRows === 0n) throw new AppError('unauthenticated');
}

/** A spent proof is removed: no clock that is set back later brings it to life. */
async function forget({ sessionId, userId }: SessionOfUser): Promise<void> {
  await database()
    .updateTable('sessions')
    .set({ authenticated_at: null })
    .where('id', '=', digestToken(sessionId))
    .where('user_id', '=', userId)
    .where(isSpent('authenticated_at', freshSignInMs))
    .execute();
}

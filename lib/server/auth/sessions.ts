import 'server-only';

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Role, roles } from '@/lib/access/permissions';
import { type Db, database, type Trx } from '../db/database';
import { env } from '../env';
import { decodeSessionToken, type SessionToken } from './session-token';

// The list of sessions is the truth: a token whose session is not in it is worth nothing, however well signed.

export type Viewer = {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly sessionId: string;
};

const knownRole = z.enum(roles);

export async function startSession(userId: string): Promise<SessionToken> {
  const now = Date.now();
  const sessionId = randomBytes(24).toString('base64url');
  await removeExpiredSessions(now);
  await database()
    .insertInto('sessions')
    .values({ id: sessionId, user_id: userId, created_at: now, last_seen_at: now })
    .execute();
  return { sessionId, userId };
}

export async function endSession(sessionId: string): Promise<void> {
  await database().deleteFrom('sessions').where('id', '=', sessionId).execute();
}

export async function endSessionsOf(userId: string, db: Db | Trx = database()): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', userId).execute();
}

/** The viewer behind a cookie, or null: unknown, signed out, too old, idle too long, disabled or without a role. */
export async function findViewerByCookie(cookie: string | undefined): Promise<Viewer | null> {
  const token = await decodeSessionToken(cookie);
  return token && findViewerByToken(token);
}

export async function findViewerByToken(token: SessionToken): Promise<Viewer | null> {
  const row = await database()
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id as userId', 'users.email', 'users.role', 'users.disabled_at'])
    .select(['sessions.created_at', 'sessions.last_seen_at'])
    .where('sessions.id', '=', token.sessionId)
    .where('sessions.user_id', '=', token.userId)
    .executeTakeFirst();
  const role = knownRole.safeParse(row?.role);
  const now = Date.now();
  if (!row || row.disabled_at !== null || !role.success || isOver(row, now)) return null;

  await touch(token.sessionId, row.last_seen_at, now);
  return { userId: row.userId, email: row.email, role: role.data, sessionId: token.sessionId };
}

function isOver(session: { created_at: number; last_seen_at: number }, now: number): boolean {
  const { sessionIdleMs, sessionMaxMs } = env();
  return now - session.last_seen_at > sessionIdleMs || now - session.created_at > sessionMaxMs;
}

/** Writes at most once in a tenth of the idle time: a page view must not cost a synced write. */
async function touch(sessionId: string, lastSeenAt: number, now: number): Promise<void> {
  if (now - lastSeenAt < Math.min(60_000, env().sessionIdleMs / 10)) return;
  await database()
    .updateTable('sessions')
    .set({ last_seen_at: now })
    .where('id', '=', sessionId)
    .where('last_seen_at', '<', now)
    .execute();
}

async function removeExpiredSessions(now: number): Promise<void> {
  const { sessionIdleMs, sessionMaxMs } = env();
  await database()
    .deleteFrom('sessions')
    .where((row) =>
      row.or([row('last_seen_at', '<', now - sessionIdleMs), row('created_at', '<', now - sessionMaxMs)]),
    )
    .execute();
}

import 'server-only';

import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { type Role, roles } from '@/lib/access/permissions';
import { type Db, database, engine, type Trx } from '../../db/database';
import type { SignInMethod } from '../../db/schema-of-users';
import { env } from '../../env';
import { passwordsAreOff } from '../password-sign-in';
import { isOfDisabledUser, isSpent } from './lifetime';
import { decodeSessionToken, type SessionToken } from './session-token';
import { createToken, digestToken } from './token-digest';

// The list of sessions is the truth: a token whose session is not in it is worth nothing, however well signed. What is
// over is deleted, not only passed over, and by the database's clock: no clock that is set back brings it to life.

export type Viewer = {
  readonly userId: string;
  readonly email: string;
  /** Empty if the user has given none. */
  readonly name: string;
  readonly role: Role;
  readonly sessionId: string;
  readonly signedInBy: SignInMethod;
  /** The role asks for a second factor, and the user has none: nothing else is open until then. */
  readonly mustSetUpTwoFactor: boolean;
};

const knownRole = z.enum(roles);

/** Lets a user recognise a session. */
export type SessionOrigin = { readonly browser: string; readonly address: string };

export async function startSession(
  userId: string,
  origin: SessionOrigin = { browser: '', address: '' },
  signedInBy: SignInMethod = 'password',
): Promise<SessionToken> {
  const sessionId = createToken();
  const { now } = engine();
  await removeOverSessions();
  await database()
    .insertInto('sessions')
    .values({
      id: digestToken(sessionId),
      user_id: userId,
      created_at: now,
      last_seen_at: now,
      signed_in_by: signedInBy,
      // A user may have been signed in at the issuer for hours.
      authenticated_at: signedInBy === 'oidc' ? null : now,
      ...origin,
    })
    .execute();
  return { sessionId, userId };
}

export async function endSession(sessionId: string): Promise<void> {
  await database().deleteFrom('sessions').where('id', '=', digestToken(sessionId)).execute();
}

/** Also of sign-ins that wait for their code. */
export async function endSessionsOf(userId: string, db: Db | Trx = database()): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', userId).execute();
  await endTicketsOf(userId, db);
}

export async function endTicketsOf(userId: string, db: Db | Trx = database()): Promise<void> {
  await db.deleteFrom('sign_in_tickets').where('user_id', '=', userId).execute();
}

export async function endOtherSessions(
  { userId, sessionId }: Viewer,
  db: Db | Trx = database(),
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '!=', digestToken(sessionId))
    .execute();
}

export type OwnSession = SessionOrigin & {
  readonly id: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly signedInBy: SignInMethod;
  readonly isThisOne: boolean;
};

/** Names sessions by the digests that are stored: none of them is a cookie. */
export async function listOwnSessions({ userId, sessionId }: Viewer): Promise<OwnSession[]> {
  const rows = await database()
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where(sql<boolean>`not ${isOver()}`)
    .orderBy('last_seen_at', 'desc')
    .execute();
  return rows.map(({ id, browser, address, created_at, last_seen_at, signed_in_by }) => ({
    id,
    browser,
    address,
    createdAt: created_at,
    lastSeenAt: last_seen_at,
    signedInBy: signed_in_by,
    isThisOne: id === digestToken(sessionId),
  }));
}

/** False if the user has no such session: it is over, or another user's. */
export async function endOwnSession(
  { userId }: Viewer,
  id: string,
  db: Db | Trx = database(),
): Promise<boolean> {
  const ended = await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  return ended.numDeletedRows > 0n;
}

/** The viewer behind a cookie, or null: unknown, signed out, too old, idle too long, disabled or without a role. */
export async function findViewerByCookie(cookie: string | undefined): Promise<Viewer | null> {
  const token = await decodeSessionToken(cookie);
  return token && findViewerByToken(token);
}

export async function findViewerByToken(token: SessionToken): Promise<Viewer | null> {
  const id = digestToken(token.sessionId);
  const row = await database()
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id as userId', 'users.email', 'users.name', 'users.role'])
    .select(['sessions.last_seen_at', 'sessions.signed_in_by as signedInBy'])
    .select([isOver().as('over'), mustSetUp().as('mustSetUp'), engine().now.as('now')])
    .where('sessions.id', '=', id)
    .where('sessions.user_id', '=', token.userId)
    .executeTakeFirst();
  if (row?.over) await removeOverSessions();
  const role = knownRole.safeParse(row?.role);
  if (!row || row.over || !role.success) return null;

  await touch(id, row.last_seen_at, row.now);
  const { userId, email, name, signedInBy } = row;
  const mustSetUpTwoFactor = Boolean(row.mustSetUp);
  const { sessionId } = token;
  return { userId, email, name, role: role.data, sessionId, signedInBy, mustSetUpTwoFactor };
}

/** Each lookup that meets one calls this, and each server once a minute. */
export async function removeOverSessions(): Promise<void> {
  await database().deleteFrom('sessions').where(isOver()).execute();
}

function isOver(): RawBuilder<boolean> {
  const { sessionIdleMs, sessionMaxMs } = env();
  const idle = isSpent('sessions.last_seen_at', sessionIdleMs);
  const old = isSpent('sessions.created_at', sessionMaxMs);
  const refused = sql<boolean>`(sessions.signed_in_by = 'password' and ${passwordsAreOff()})`;
  return sql<boolean>`(${idle} or ${old} or ${refused} or ${isOfDisabledUser('sessions.user_id')})`;
}

/** An issuer has factors of its own, so that a session that began there is not asked. */
function mustSetUp(): RawBuilder<boolean> {
  return sql<boolean>`(sessions.signed_in_by = 'password'
    and exists (select 1 from two_factor_roles where two_factor_roles.role = users.role)
    and not exists (select 1 from second_factors
      where second_factors.user_id = users.id and second_factors.confirmed_at is not null))`;
}

/** Writes at most once in a tenth of the idle time: a page view must not cost a synced write. */
async function touch(id: string, lastSeenAt: number, now: number): Promise<void> {
  if (now - lastSeenAt < Math.min(60_000, env().sessionIdleMs / 10)) return;
  await database()
    .updateTable('sessions')
    .set({ last_seen_at: now })
    .where('id', '=', id)
    .where('last_seen_at', '<', now)
    .execute();
}

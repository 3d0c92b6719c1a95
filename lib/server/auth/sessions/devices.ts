import 'server-only';

import { createHmac, timingSafeEqual } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Role } from '@/lib/access/permissions';
import { type Db, database, engine, type Trx } from '../../db/database';
import { readKey } from '../../key-files';
import { isOfDisabledUser, isSpent } from './lifetime';
import { createToken, digestToken } from './token-digest';

// A browser in which a user has signed in is recognised by a cookie, which opens nothing. Its attempts are counted
// separately, so that guesses from elsewhere can't lock out the owner of an account. A new cookie replaces it at each
// sign-in. A stolen one has a few attempts of its own, until its owner signs in again.

export const deviceLifeMs = 180 * 86_400_000;
const devicesOfUser = 20;

export type Account = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly password_hash: string;
  readonly disabled_at: number | null;
  /** The digest of the browser's cookie, or null if it is unknown, old or another user's. */
  readonly device: string | null;
};

/** Asks the same of the database whether the account exists or not, and whatever the cookie holds. */
export async function findAccount(email: string, cookie: string | undefined): Promise<Account | undefined> {
  const digest = digestToken(cookie && isSigned(cookie) ? cookie : '');
  return database()
    .selectFrom('users')
    .leftJoin('devices', (join) =>
      join
        .onRef('devices.user_id', '=', 'users.id')
        .on('devices.digest', '=', digest)
        .on(sql<boolean>`not ${isOver()}`),
    )
    .select([
      'users.id',
      'users.name',
      'users.role',
      'users.password_hash',
      'users.disabled_at',
      'devices.digest as device',
    ])
    .where('users.email', '=', email)
    .executeTakeFirst();
}

/** Returns the cookie by which the browser is known from now on, in place of the one it was known by. */
export async function rememberDevice({ id, device }: Pick<Account, 'id' | 'device'>): Promise<string> {
  const token = createToken();
  const cookie = `${token}.${signatureOf(token)}`;
  const latest = database()
    .selectFrom('devices')
    .select('digest')
    .where('user_id', '=', id)
    .orderBy('created_at', 'desc')
    .limit(devicesOfUser - 1);
  await database()
    .deleteFrom('devices')
    .where('user_id', '=', id)
    .where((row) => row.or([row('digest', '=', device), row('digest', 'not in', latest)]))
    .execute();
  await database()
    .insertInto('devices')
    .values({ digest: digestToken(cookie), user_id: id, created_at: engine().now })
    .execute();
  return cookie;
}

export async function forgetDevicesOf(userId: string, db: Db | Trx = database()): Promise<void> {
  await db.deleteFrom('devices').where('user_id', '=', userId).execute();
}

export async function removeOverDevices(): Promise<void> {
  await database().deleteFrom('devices').where(isOver()).execute();
}

function isOver(): RawBuilder<boolean> {
  const old = isSpent('devices.created_at', deviceLifeMs);
  return sql<boolean>`(${old} or ${isOfDisabledUser('devices.user_id')})`;
}

/** Someone who can write to the database still can't make a cookie. */
function isSigned(cookie: string): boolean {
  const [token = '', signature = ''] = cookie.split('.');
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(token))];
  return given.length === right.length && timingSafeEqual(given, right);
}

function signatureOf(token: string): string {
  return createHmac('sha256', readKey('auth')).update(`device/${token}`).digest('base64url');
}

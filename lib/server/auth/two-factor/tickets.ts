import 'server-only';

import { sql } from 'kysely';
import { type Db, database, engine, type Trx } from '../../db/database';
import { AppError } from '../../errors';
import { isSpent } from '../sessions/lifetime';
import { createToken, digestToken } from '../sessions/token-digest';

// Between the right password and the code a browser holds a ticket: no session, and of use for nothing but the code. It
// is used up by the sign-in, and worth nothing once the password, the role or the account's state has changed.

export const ticketLifeMs = 5 * 60_000;

type Holder = { readonly id: string; readonly password_hash: string; readonly role: string };
export type OpenTicket = { readonly userId: string; readonly email: string };

/** Bound to the account as it was when the password was found to be right. */
export async function createTicket(holder: Holder): Promise<string> {
  const token = createToken();
  await database().deleteFrom('sign_in_tickets').where(isSpent('created_at', ticketLifeMs)).execute();
  await database()
    .insertInto('sign_in_tickets')
    .values({
      digest: digestToken(token),
      user_id: holder.id,
      created_at: engine().now,
      account_digest: digestAccount(holder),
    })
    .execute();
  return token;
}

/** Null for one that is unknown, used, too old or of an account that has changed, without saying which. */
export async function findTicket(
  token: string | undefined,
  db: Db | Trx = database(),
): Promise<OpenTicket | null> {
  if (!token) return null;
  const row = await db
    .selectFrom('sign_in_tickets')
    .innerJoin('users', 'users.id', 'sign_in_tickets.user_id')
    .select(['users.id', 'users.email', 'users.password_hash', 'users.role', 'account_digest'])
    .where('digest', '=', digestToken(token))
    .where('users.disabled_at', 'is', null)
    .where(sql<boolean>`not ${isSpent('sign_in_tickets.created_at', ticketLifeMs)}`)
    .executeTakeFirst();
  if (!row || row.account_digest !== digestAccount(row)) return null;
  return { userId: row.id, email: row.email };
}

/** In the transaction of the code: of two who send one ticket at once, only one gets past this. */
export async function consumeTicket(trx: Trx, token: string): Promise<void> {
  const ticket = await findTicket(token, trx);
  const used = await trx
    .deleteFrom('sign_in_tickets')
    .where('digest', '=', digestToken(token))
    .executeTakeFirst();
  if (!ticket || used.numDeletedRows === 0n) throw new AppError('two-factor-refused', { reason: 'signIn' });
}

function digestAccount({ id, password_hash, role }: Holder): string {
  return digestToken(JSON.stringify([id, password_hash, role]));
}

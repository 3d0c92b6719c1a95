import 'server-only';

import { type Db, database, type Trx } from '../db/database';
import { env } from '../env';
import { AppError } from '../errors';

/** The user's identity at the issuer that is configured now; one at a former issuer neither lets in nor locks a role. */
export async function findIdentity(
  userId: string,
  db: Db | Trx = database(),
): Promise<{ readonly issuer: string; readonly subject: string } | null> {
  const issuer = env().oidc?.issuer;
  if (!issuer) return null;
  const row = await db
    .selectFrom('user_identities')
    .select(['issuer', 'subject'])
    .where('user_id', '=', userId)
    .where('issuer', '=', issuer)
    .executeTakeFirst();
  return row ?? null;
}

/** Throws `role-by-issuer` for a user whose groups at the issuer decide the role. */
export async function requireRoleDecidedHere(trx: Trx, userId: string): Promise<void> {
  if (await findIdentity(userId, trx)) throw new AppError('role-by-issuer', { name: env().oidc?.name ?? '' });
}

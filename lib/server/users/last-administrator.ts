import 'server-only';

import { isPasswordSignInOff } from '../auth/password-sign-in';
import { engine, type Trx } from '../db/database';
import { env } from '../env';
import { AppError } from '../errors';

/**
 * Throws if without this user no active Administrator would be left who can sign in: while passwords are off, one who is
 * not linked can't. The rows stay locked until the transaction ends.
 */
export async function requireAnotherAdministrator(trx: Trx, userId: string): Promise<void> {
  const linked = trx
    .selectFrom('user_identities')
    .select('user_id')
    .where('issuer', '=', env().oidc?.issuer ?? '');
  const arePasswordsOff = await isPasswordSignInOff(trx);
  const active = await trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'Administrator')
    .where('disabled_at', 'is', null)
    .$if(arePasswordsOff, (query) => query.where('id', 'in', linked))
    .orderBy('id')
    .modifyEnd(engine().forUpdate)
    .execute();
  if (active.every(({ id }) => id === userId)) throw new AppError('last-administrator');
}

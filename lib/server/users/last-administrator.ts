import 'server-only';

import { engine, type Trx } from '../db/database';
import { AppError } from '../errors';

/** Throws if without this user no active Administrator would be left. The rows stay locked until the transaction ends. */
export async function requireAnotherAdministrator(trx: Trx, userId: string): Promise<void> {
  const active = await trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'Administrator')
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .modifyEnd(engine().forUpdate)
    .execute();
  if (active.every(({ id }) => id === userId)) throw new AppError('last-administrator');
}

import 'server-only';

import { type Role, roles } from '@/lib/access/permissions';
import { type Db, database, engine, type Trx } from '../../db/database';

/** Returns the roles whose users must have two-factor sign-in. */
export async function listTwoFactorRoles(db: Db | Trx = database()): Promise<Role[]> {
  const rows = await db.selectFrom('two_factor_roles').select('role').execute();
  return roles.filter((role) => rows.some((row) => row.role === role));
}

/** False if it was so already. */
export async function storeTwoFactorRole(trx: Trx, role: Role, isRequired: boolean): Promise<boolean> {
  if (!isRequired) {
    const removed = await trx.deleteFrom('two_factor_roles').where('role', '=', role).executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }
  const stored = await trx
    .insertInto('two_factor_roles')
    .values({ role, required_at: engine().now })
    .onConflict((conflict) => conflict.column('role').doNothing())
    .executeTakeFirst();
  return (stored.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

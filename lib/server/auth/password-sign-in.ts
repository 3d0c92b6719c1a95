import 'server-only';

import { type RawBuilder, sql } from 'kysely';
import { type Db, database, type Trx } from '../db/database';
import { AppError } from '../errors';

// Passwords can be switched off for the whole installation. Every door that takes one, or leads to one, asks here; a
// session that began with one is over by the same row, so no request in flight slips past.

const off = 'off';

/** True in a query while passwords are off. */
export function passwordsAreOff(): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from sign_in_settings where name = 'passwords' and value = ${off})`;
}

export async function isPasswordSignInOff(db: Db | Trx = database()): Promise<boolean> {
  const row = await db
    .selectFrom('sign_in_settings')
    .select('value')
    .where('name', '=', 'passwords')
    .executeTakeFirst();
  return row?.value === off;
}

/** Throws `passwords-off`, before anything that rests on the account. */
export async function requirePasswordSignIn(): Promise<void> {
  if (await isPasswordSignInOff()) throw new AppError('passwords-off');
}

export async function storePasswordSignIn(trx: Trx, value: 'on' | 'off'): Promise<void> {
  await trx
    .insertInto('sign_in_settings')
    .values({ name: 'passwords', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

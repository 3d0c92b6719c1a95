import 'server-only';

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '@/lib/access/permissions';
import { system } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { forSystem } from '../../auth/guard';
import { isPasswordSignInOff } from '../../auth/password-sign-in';
import { generatePassword, hashPassword } from '../../auth/passwords';
import { forgetDevicesOf } from '../../auth/sessions/devices';
import { endSessionsOf } from '../../auth/sessions/sessions';
import { clearAttempts } from '../../auth/throttle';
import { hasFactor } from '../../auth/two-factor/factors';
import { database, requireReadyDatabase } from '../../db/database';

const person = z.object({ email: z.email().trim().toLowerCase(), role: z.enum(roles) });

export type AddedUser = {
  readonly email: string;
  readonly password: string;
  readonly existed: boolean;
  /** The password lets no one in until passwords are switched on. */
  readonly arePasswordsOff: boolean;
  /** A new password leaves it on. */
  readonly hasTwoFactor: boolean;
};

/** Lets the machine's owner add a user, or give a user who is locked out a new password and role. */
export const addUser = forSystem('user-add', person, async ({ email, role }): Promise<AddedUser> => {
  await requireReadyDatabase();
  const password = generatePassword();
  const password_hash = await hashPassword(password);
  const known = await database()
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst();
  const id = known?.id ?? randomUUID();
  await recordActivity(
    {
      chain: installationChain,
      actor: system,
      action: known ? 'user.password-reset' : 'user.created',
      phase: 'event',
      outcome: 'applied',
      details: { email, role, user: id },
    },
    async (trx) => {
      await trx
        .insertInto('users')
        .values({ id, email, role, password_hash, created_at: Date.now() })
        .onConflict((conflict) =>
          conflict.column('email').doUpdateSet({ role, password_hash, disabled_at: null }),
        )
        .execute();
      await endSessionsOf(id, trx);
      await forgetDevicesOf(id, trx);
      await trx.deleteFrom('user_links').where('email', '=', email).execute();
    },
  );
  // The user may have been guessing, or guessed at, until now.
  await clearAttempts([
    { kind: 'account', name: email },
    { kind: 'code', name: id },
  ]);
  const [arePasswordsOff, hasTwoFactor] = [await isPasswordSignInOff(), await hasFactor(id)];
  return { email, password, existed: known !== undefined, arePasswordsOff, hasTwoFactor };
});

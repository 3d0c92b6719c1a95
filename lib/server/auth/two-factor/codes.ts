import 'server-only';

import type { Trx } from '../../db/database';
import { AppError } from '../../errors';
import { openFactor } from './factors';
import { digestRecoveryCode, toPlainCode } from './recovery-codes';
import { findStep } from './totp';

/** Prepared before the transaction that uses it up, since the vault asks the database too. */
export type CheckedCode = {
  readonly userId: string;
  readonly keySealed: string;
  /** The step that the app showed it in, or 0. */
  readonly step: number;
  readonly digest: string;
};

/** Says nothing yet: only `consumeCode` knows whether a code was used before. */
export async function checkCode(userId: string, typed: string): Promise<CheckedCode> {
  const factor = await openFactor(userId);
  if (!factor) throw wrongCode();
  const code = toPlainCode(typed);
  return {
    userId,
    keySealed: factor.keySealed,
    step: findStep(factor.key, code, factor.now),
    digest: digestRecoveryCode(userId, code),
  };
}

/**
 * Uses the code up, and of two who send it at once lets only one pass. Throws `wrong-code` for one that is wrong, used or
 * too old, after the same statements.
 */
export async function consumeCode(trx: Trx, { userId, keySealed, step, digest }: CheckedCode) {
  const stepped = await trx
    .updateTable('second_factors')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('key_sealed', '=', keySealed)
    .where('confirmed_at', 'is not', null)
    .where('last_step', '<', step)
    .executeTakeFirst();
  const recovered = await trx
    .deleteFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (stepped.numUpdatedRows > 0n) return 'app';
  if (recovered.numDeletedRows > 0n) return 'recovery';
  throw wrongCode();
}

export async function countRecoveryCodes(trx: Trx, userId: string): Promise<number> {
  const { left } = await trx
    .selectFrom('recovery_codes')
    .select((code) => code.fn.countAll<number>().as('left'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(left);
}

function wrongCode(): AppError {
  return new AppError('wrong-code', { field: 'code' });
}

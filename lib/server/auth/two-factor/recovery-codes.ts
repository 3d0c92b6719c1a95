import 'server-only';

import { randomBytes } from 'node:crypto';
import type { Trx } from '../../db/database';
import { digestToken } from '../sessions/token-digest';
import { toBase32 } from './totp';

export const recoveryCodeCount = 10;
const [groups, groupLength] = [4, 5];

/** Replaces the user's codes, and returns the new ones in clear, once. A hundred random bits leave nothing to guess. */
export async function replaceRecoveryCodes(trx: Trx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, createRecoveryCode);
  await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await trx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ user_id: userId, digest: digestRecoveryCode(userId, toPlainCode(code)) })))
    .execute();
  return codes;
}

/** Bound to the user: a digest that is copied to another account opens nothing there. */
export function digestRecoveryCode(userId: string, plainCode: string): string {
  return digestToken(`recovery code of ${userId}: ${plainCode}`);
}

/** Removes the spaces and hyphens with which a code is shown, or typed. */
export function toPlainCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase();
}

function createRecoveryCode(): string {
  const text = toBase32(randomBytes(13)).toLowerCase();
  return Array.from({ length: groups }, (_, group) =>
    text.slice(group * groupLength, (group + 1) * groupLength),
  ).join('-');
}

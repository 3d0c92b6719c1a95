import 'server-only';

import { findPasswordTrouble } from '@/lib/users/password-rules';
import { AppError } from '../errors';

/** Throws `weak-password` with the rule that it breaks. */
export function requireAcceptable(password: string, account: readonly string[], field = 'password'): void {
  const reason = findPasswordTrouble(password, account);
  if (reason) throw new AppError('weak-password', { reason, field });
}

import 'server-only';

import type { OidcRefusal } from '@/lib/users/oidc-refusal';
import { env, type OidcEnv } from '../env';
import { AppError, isAppError } from '../errors';

/** Throws `not-found` where no issuer is configured. */
export function requireOidc(): OidcEnv {
  const { oidc } = env();
  if (!oidc) throw new AppError('not-found');
  return oidc;
}

export function refusal(reason: OidcRefusal): AppError {
  return new AppError('oidc-refused', { reason, name: env().oidc?.name ?? '' });
}

/** Null for an error that is no expected outcome of a sign-in at the issuer. */
export function refusalIn(error: unknown): OidcRefusal | null {
  if (isAppError(error, 'throttled')) return 'tries';
  return isAppError(error, 'oidc-refused') ? (error.facts.reason as OidcRefusal) : null;
}

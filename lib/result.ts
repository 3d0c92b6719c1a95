// The outcome of a request. Every code has a sentence in messages/, added on the server in the reader's language.
// A code that lacks one fails the type check of `respond`.

export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  /** The page was drawn for an instance that has been changed, renamed or removed since. */
  'instance-changed': 409,
  'needs-set-up': 409,
  'needs-confirmation': 409,
  'wrong-credentials': 401,
  throttled: 429,
  'codat-rate-limited': 429,
  'codat-key-refused': 502,
  'codat-refused': 502,
  'codat-unavailable': 503,
  'not-applied': 502,
  'enablement-refused': 502,
  'outcome-unknown': 504,
  'not-visible-yet': 504,
  'needs-attention': 409,
  superseded: 409,
  'masked-by-codat': 409,
  'not-confirmed': 409,
  'not-linked': 409,
  'not-offered': 409,
  'user-exists': 409,
  'last-administrator': 409,
  'link-over': 409,
  'weak-password': 400,
  'wrong-password': 400,
  /** Password sign-in is switched off. */
  'passwords-off': 409,
  /** A sign-in at the issuer came to nothing; `reason` says why. */
  'oidc-refused': 403,
  /** The issuer's groups decide it. */
  'role-by-issuer': 409,
  /** Only an Administrator who is signed in at the issuer may switch passwords off. */
  'needs-oidc-session': 409,
  /** The account would have no way to sign in left. */
  'only-sign-in': 409,
  /** The session's last proof of who its user is was too long ago; the same request is sent again after a new one. */
  'fresh-sign-in-required': 403,
  /** The account signs in with an issuer alone. */
  'no-password': 409,
  /** The role asks for two-factor sign-in, and the account has none yet. */
  'two-factor-required': 403,
  /** `reason` says what is in the way. */
  'two-factor-refused': 409,
  /** A code that is wrong, used or too old. */
  'wrong-code': 400,
  unexpected: 500,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** It is not known yet what became of the write, so that sending it again would be another one. */
export function isOpenOutcome(code: ErrorCode): boolean {
  return code === 'outcome-unknown' || code === 'not-visible-yet';
}

export type ActionFailure = {
  readonly outcome: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
  /** The field that it is about, where it is about one. */
  readonly field?: string;
};

export type SignInFailure = ActionFailure & { readonly email: string };

/** The server's answer, which a browser may or may not receive. */
export type ActionResult<T> = { readonly outcome: 'ok'; readonly value: T } | ActionFailure;

/** A request seen from the browser. `unknown`: no answer arrived, so a write may have happened. */
export type Outcome<T> = ActionResult<T> | { readonly outcome: 'unknown' };

export function toOutcome<T>(answer: Promise<Outcome<T>>): Promise<Outcome<T>> {
  return answer.catch(() => ({ outcome: 'unknown' }));
}

export function isFreshSignInRequired(answer: Outcome<unknown> | null): boolean {
  return answer?.outcome === 'failed' && answer.code === 'fresh-sign-in-required';
}

/** Returns the server's sentence about a failure, `lost` if no answer arrived, and null if nothing went wrong. */
export function toFailureMessage(answer: Outcome<unknown> | null, lost: string): string | null {
  if (!answer || answer.outcome === 'ok') return null;
  return answer.outcome === 'failed' ? answer.message : lost;
}

/** One line of a streamed answer: its progress, any number of times, then once the outcome. */
export type NdjsonLine<Progress, T> = { readonly progress: Progress } | ActionResult<T>;

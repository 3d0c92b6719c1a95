/** Why a sign-in at the issuer of OpenID Connect came to nothing. Each has a sentence in messages. */
export const oidcRefusals = [
  /** The state is unknown in this browser, too old or used. */
  'state',
  /** The issuer's answer is not one that can be believed. */
  'answer',
  'unavailable',
  /** The issuer answered with an error. */
  'denied',
  /** No group has a role. */
  'group',
  /** No e-mail address, or one that the issuer calls unverified. */
  'email',
  /** An account that is not linked has the e-mail address. */
  'taken',
  /** An account that is linked with another subject has the e-mail address. */
  'another',
  'disabled',
  /** Not the user of the session that asked. */
  'subject',
  /** No `auth_time`. */
  'authtime',
  /** An `auth_time` from before the request. */
  'stale',
  /** The session that asked is over. */
  'session',
  /** The identity belongs to another user. */
  'elsewhere',
  'tries',
] as const;

export type OidcRefusal = (typeof oidcRefusals)[number];

export function toOidcRefusal(text: unknown): OidcRefusal | null {
  return oidcRefusals.find((known) => known === text) ?? null;
}

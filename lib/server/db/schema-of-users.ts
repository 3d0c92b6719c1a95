import 'server-only';

import type { Generated } from 'kysely';
import type { Permission, Role } from '@/lib/access/permissions';

// The tables about users and their access; see schema.ts.

export type UsersTable = {
  id: string;
  email: string;
  role: Role;
  password_hash: string;
  disabled_at: number | null;
  created_at: number;
  /** The user's own name; empty until the user has given one. */
  name: Generated<string>;
  /** The language that the user last signed in with, for mail; empty before the first sign-in. */
  language: Generated<string>;
  last_sign_in_at: number | null;
};

/** An address that lets its reader in once: to join, or to choose a new password. */
export type UserLinksTable = {
  id: string;
  /** `password` is made by an Administrator, `password-mail` asked for at the sign-in by anyone who knows the address. */
  kind: 'invitation' | 'password' | 'password-mail';
  /** There is one link of a kind for each address; a new one replaces it. */
  email: string;
  /** The role that an invitation gives; null for a password. */
  role: Role | null;
  /** The digest of the token in the address. */
  digest: string;
  created_at: number;
  /** A user's id, or `system`. */
  created_by: string;
  expires_at: number;
  /** The message of the outbox that carries it, if it was mailed. */
  message_id: string | null;
};

export type SessionsTable = {
  /** The digest of the id that the browser's cookie holds. */
  id: string;
  user_id: string;
  created_at: number;
  last_seen_at: number;
  /** The browser's own name for itself, shortened; empty for sessions begun before this was stored. */
  browser: Generated<string>;
  /** The address that it signed in from. */
  address: Generated<string>;
  signed_in_by: Generated<SignInMethod>;
  /** When its user last proved who they are in it; null for sessions begun before this was stored, and once it is spent. */
  authenticated_at: number | null;
};

/** How a session began: with a password of Switchboard's, or at the issuer of OpenID Connect. */
export type SignInMethod = 'password' | 'oidc';

/** Who a user is at an issuer. Issuer and subject together are the identity, never an address. */
export type UserIdentitiesTable = {
  issuer: string;
  subject: string;
  user_id: string;
  linked_at: number;
};

/** The states of sign-ins that have come back from the issuer, so that none comes back twice. */
export type UsedSignInStatesTable = { digest: string; used_at: number };

/** Settings of all sign-ins. No row means the default. */
export type SignInSettingsTable = { name: 'passwords'; value: string };

/** A user's second factor: an authenticator app that shares a key with Switchboard. */
export type SecondFactorsTable = {
  user_id: string;
  /** The key of the codes, sealed by the vault. */
  key_sealed: string;
  /** The digest of the session that began the set-up; no other one is shown the key. */
  session_id: string;
  created_at: number;
  /** Null while it waits for its first code. It asks for nothing and counts for nothing until then. */
  confirmed_at: number | null;
  /** The time step of the code accepted last; no code of it or of an earlier one is accepted. */
  last_step: Generated<number>;
};

/** A code that replaces the app once. The row goes when it is used. */
export type RecoveryCodesTable = { user_id: string; digest: string };

/** A sign-in whose password was right and whose code is still to come. */
export type SignInTicketsTable = {
  /** The digest of the token that the browser's cookie holds. */
  digest: string;
  user_id: string;
  created_at: number;
  /** The digest of the password and the role that the user had. The ticket is worth nothing after either changes. */
  account_digest: string;
};

/** The roles whose users must have a second factor. */
export type TwoFactorRolesTable = { role: Role; required_at: number };

/** A browser in which its user has signed in. */
export type DevicesTable = {
  /** The digest of the whole cookie. */
  digest: string;
  user_id: string;
  created_at: number;
};

/** One row for an account or an address that has failed lately; what it holds is a keyed digest, not the name. */
export type ThrottlesTable = {
  subject: string;
  failures: number;
  last_failure_at: number;
  blocked_until: number;
};

/** Refusals of one user and permission, or of one address, that no activity row reports yet. */
export type RefusalsTable = {
  /** Or the address of a caller who is not signed in; the permission is empty then. */
  actor: string;
  actor_id: string | null;
  permission: Permission | '';
  role: Role | '';
  /** JSON: which instance and integration the latest of them asked for. */
  place: string;
  unrecorded: number;
  /** When the last activity row about them was written, on the database's clock. */
  recorded_at: number;
};

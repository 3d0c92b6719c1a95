import 'server-only';

import { sql } from 'kysely';
import { z } from 'zod';
import type { Role } from '@/lib/access/permissions';
import { forViewer } from '../../auth/guard';
import { passwordsAreOff } from '../../auth/password-sign-in';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { isOpen } from '../../users/user-links';

export type UserView = {
  readonly id: string;
  readonly email: string;
  /** Empty if the user has given none. */
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  /** Null if the user never signed in, or not since this is stored. */
  readonly lastSignInAt: number | null;
  readonly isViewer: boolean;
  readonly twoFactor: TwoFactorState;
};

/** `missing`: the role asks for it. `issuer`: no password is taken, so that the issuer alone asks for factors. */
export type TwoFactorState = 'on' | 'off' | 'missing' | 'issuer';

export type InvitationRow = {
  readonly id: string;
  readonly email: string;
  readonly role: Role | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly isOver: boolean;
  readonly mail: MailState;
};

/** `none`: its link was handed over by a person. */
export type MailState =
  | { readonly state: 'none' | 'waiting' | 'delivered' }
  | { readonly state: 'failing' | 'abandoned'; readonly reason: string };

export const listUsers = forViewer('users:manage', z.unknown(), async (viewer): Promise<UserView[]> => {
  const rows = await selectUsers().orderBy('email').execute();
  return rows.map((row) => toUserView(row, viewer.userId));
});

export const readUser = forViewer(
  'users:manage',
  z.object({ user: z.uuid() }),
  async (viewer, { user }): Promise<UserView> => {
    const row = await selectUsers().where('id', '=', user).executeTakeFirst();
    if (!row) throw new AppError('not-found');
    return toUserView(row, viewer.userId);
  },
);

export const listInvitations = forViewer('users:manage', z.unknown(), async (): Promise<InvitationRow[]> => {
  const rows = await database()
    .selectFrom('user_links')
    .leftJoin('outbox', 'outbox.id', 'user_links.message_id')
    .select([
      'user_links.id',
      'email',
      'role',
      'user_links.created_at',
      'user_links.expires_at',
      'message_id',
    ])
    .select(['outbox.delivered_at', 'outbox.abandoned_at', 'outbox.failure'])
    .select(sql<0 | 1>`case when ${isOpen('user_links')} then 0 else 1 end`.as('is_over'))
    .where('kind', '=', 'invitation')
    .orderBy('email')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    isOver: row.is_over === 1,
    mail: toMailState(row),
  }));
});

type MailRow = {
  readonly message_id: string | null;
  readonly delivered_at: number | null;
  readonly abandoned_at: number | null;
  readonly failure: string | null;
};

function toMailState({ message_id, delivered_at, abandoned_at, failure }: MailRow): MailState {
  if (message_id === null) return { state: 'none' };
  if (delivered_at !== null) return { state: 'delivered' };
  if (abandoned_at !== null) return { state: 'abandoned', reason: failure ?? '' };
  return failure === null ? { state: 'waiting' } : { state: 'failing', reason: failure };
}

function selectUsers() {
  return database()
    .selectFrom('users')
    .leftJoin('second_factors', 'second_factors.user_id', 'users.id')
    .leftJoin('two_factor_roles', 'two_factor_roles.role', 'users.role')
    .select(['id', 'email', 'name', 'users.role', 'disabled_at', 'last_sign_in_at'])
    .select(['second_factors.confirmed_at', 'two_factor_roles.required_at'])
    .select(
      sql<0 | 1>`case when password_hash = '' or ${passwordsAreOff()} then 0 else 1 end`.as('by_password'),
    );
}

type UserRow = Awaited<ReturnType<ReturnType<typeof selectUsers>['executeTakeFirstOrThrow']>>;

function toUserView(row: UserRow, viewerId: string): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    isDisabled: row.disabled_at !== null,
    lastSignInAt: row.last_sign_in_at,
    isViewer: row.id === viewerId,
    twoFactor: toTwoFactorState(row),
  };
}

function toTwoFactorState({ by_password, confirmed_at, required_at }: UserRow): TwoFactorState {
  if (by_password === 0) return 'issuer';
  if (confirmed_at !== null) return 'on';
  return required_at === null ? 'off' : 'missing';
}

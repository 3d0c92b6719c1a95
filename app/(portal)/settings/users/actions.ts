'use server';

import { refresh } from 'next/cache';
import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { switchPasswords } from '@/lib/server/use-cases/oidc/sign-in-methods';
import { changeTwoFactorRole } from '@/lib/server/use-cases/two-factor/two-factor-roles';
import {
  inviteUser,
  renewInvitation,
  revokeInvitation,
  type SentLink,
} from '@/lib/server/use-cases/users/invite-user';

export async function inviteAction(_previous: unknown, form: unknown): Promise<ActionResult<SentLink>> {
  const result = await respond(() => inviteUser.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function renewInvitationAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<SentLink>> {
  const result = await respond(() => renewInvitation.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function revokeInvitationAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<{ readonly email: string }>> {
  const result = await respond(() => revokeInvitation.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function passwordsAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => switchPasswords.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function twoFactorRoleAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => changeTwoFactorRole.untrusted(toFields(form)));
  refresh();
  return result;
}

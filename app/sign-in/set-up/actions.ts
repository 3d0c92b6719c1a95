'use server';

import { refresh } from 'next/cache';
import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import {
  beginTwoFactor,
  confirmTwoFactor,
  type NewRecoveryCodes,
  renewRecoveryCodes,
  switchTwoFactorOff,
} from '@/lib/server/use-cases/two-factor/own-two-factor';

export async function beginTwoFactorAction(
  _previous: unknown,
  _form: unknown,
): Promise<ActionResult<unknown>> {
  const result = await respond(() => beginTwoFactor.untrusted());
  refresh();
  return result;
}

/** The page stays as it is: drawn again, it would have no place for the codes that are shown only now. */
export async function confirmTwoFactorAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<NewRecoveryCodes>> {
  return respond(() => confirmTwoFactor.untrusted(toFields(form)));
}

export async function renewCodesAction(
  _previous: unknown,
  _form: unknown,
): Promise<ActionResult<NewRecoveryCodes>> {
  return respond(() => renewRecoveryCodes.untrusted());
}

export async function twoFactorOffAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => switchTwoFactorOff.untrusted(toFields(form)));
  refresh();
  return result;
}

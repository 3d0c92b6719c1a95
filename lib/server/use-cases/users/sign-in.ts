import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import { actorOf, stranger } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { completeSignIn } from '../../auth/complete-sign-in';
import { forPublic } from '../../auth/guard';
import { requirePasswordSignIn } from '../../auth/password-sign-in';
import { isPasswordOf } from '../../auth/passwords';
import { peerAddress } from '../../auth/peer-address';
import { readDeviceCookie } from '../../auth/sessions/device-cookie';
import { type Account, findAccount } from '../../auth/sessions/devices';
import { clearAttempts, recordAttempt, type ThrottleSubject } from '../../auth/throttle';
import { hasFactor } from '../../auth/two-factor/factors';
import { passSecondStep } from '../../auth/two-factor/second-step';
import { createTicket } from '../../auth/two-factor/tickets';
import { AppError, isAppError } from '../../errors';

const credentials = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(254)
    .regex(/^\P{Cc}*$/u),
  password: z.string().min(1).max(128),
});

/** A session, or the ticket with which the browser continues to the code. */
export type BegunSignIn =
  | { readonly session: Awaited<ReturnType<typeof completeSignIn>>; readonly ticket: null }
  | { readonly session: null; readonly ticket: string };

/** Signs a user in at once. Where two-factor sign-in is on, the code must come with the password. */
export const signIn = forPublic(
  'sign-in',
  credentials.extend({ code: z.string().max(64).optional() }),
  async ({ email, password, code = '' }) => {
    const account = await requirePassword(email, password);
    if (!(await hasFactor(account.id))) return completeSignIn(account, { code: false });
    try {
      await passSecondStep({ holder: account, code, refusedAs: 'session.sign-in-refused' });
    } catch (error) {
      // A caller without the code learns nothing about the password here.
      throw isAppError(error, 'wrong-code') ? new AppError('wrong-credentials') : error;
    }
    return completeSignIn(account, { code: true });
  },
);

/** The first of two steps, for Switchboard's form: the second one appears only after the right password. */
export const beginSignIn = forPublic(
  'sign-in-begin',
  credentials,
  async ({ email, password }): Promise<BegunSignIn> => {
    const account = await requirePassword(email, password);
    if (await hasFactor(account.id)) return { session: null, ticket: await createTicket(account) };
    return { session: await completeSignIn(account, { code: false }), ticket: null };
  },
);

/**
 * Until the password is known to be right, it reads and writes the same for any account, existing or not, so its timing
 * reveals nothing.
 */
async function requirePassword(
  email: string,
  password: string,
): Promise<Account & { readonly email: string }> {
  await requirePasswordSignIn();
  const address = peerAddress(await headers());
  const account = await findAccount(email, await readDeviceCookie());
  const tries = subjectsOf(email, address, account);
  await recordAttempt(tries);

  const matches = await isPasswordOf(account?.password_hash, password);
  const event = { chain: installationChain, phase: 'event' } as const;
  if (!account || !matches || account.disabled_at !== null) {
    const refused = { ...event, action: 'session.sign-in-refused', outcome: 'refused' } as const;
    // A user may have typed a password into the wrong field, so an e-mail without an account is not recorded.
    await recordActivity({
      ...refused,
      actor: account ? actorOf({ userId: account.id, email }) : stranger,
      details: { address },
    });
    throw new AppError('wrong-credentials');
  }

  await clearAttempts(tries);
  return { ...account, email };
}

/** Counts tries in a browser that the account knows there alone, so that no one elsewhere can use them up. */
function subjectsOf(email: string, address: string, account: Account | undefined): ThrottleSubject[] {
  if (account?.device) return [{ kind: 'device', name: account.device }];
  return [
    { kind: 'account', name: email },
    { kind: 'address', name: address },
  ];
}

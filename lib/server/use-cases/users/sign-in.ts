import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import { actorOf, stranger } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { forPublic } from '../../auth/guard';
import { requirePasswordSignIn } from '../../auth/password-sign-in';
import { isPasswordOf } from '../../auth/passwords';
import { peerAddress } from '../../auth/peer-address';
import { beginSession } from '../../auth/sessions/begin-session';
import { readDeviceCookie } from '../../auth/sessions/device-cookie';
import { type Account, findAccount } from '../../auth/sessions/devices';
import { clearAttempts, recordAttempt, type ThrottleSubject } from '../../auth/throttle';
import { AppError } from '../../errors';

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

/**
 * Signs a user in, as the only way in for both Switchboard's form and next-auth's callback. Until the password is known
 * to be right, it reads and writes the same for any account, existing or not, so its timing reveals nothing.
 */
export const signIn = forPublic('sign-in', credentials, async ({ email, password }) => {
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
  const session = await beginSession(account);
  await recordActivity({
    ...event,
    actor: actorOf({ userId: account.id, email, name: account.name }),
    action: 'session.sign-in',
    outcome: 'applied',
  });
  return session;
});

/** Counts tries in a browser that the account knows there alone, so that no one elsewhere can use them up. */
function subjectsOf(email: string, address: string, account: Account | undefined): ThrottleSubject[] {
  if (account?.device) return [{ kind: 'device', name: account.device }];
  return [
    { kind: 'account', name: email },
    { kind: 'address', name: address },
  ];
}

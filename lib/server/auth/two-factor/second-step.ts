import 'server-only';

import { headers } from 'next/headers';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { type Append, recordActivity, recordTogether } from '../../activity/record';
import type { Trx } from '../../db/database';
import { isAppError } from '../../errors';
import { peerAddress } from '../peer-address';
import { readDeviceCookie } from '../sessions/device-cookie';
import { type Account, findAccount } from '../sessions/devices';
import { clearAttempts, recordAttempt, type ThrottleSubject } from '../throttle';
import { checkCode, consumeCode, countRecoveryCodes } from './codes';

export type CodeHolder = Pick<Account, 'id' | 'name' | 'password_hash' | 'device'> & {
  readonly email: string;
};

type SecondStep = {
  readonly holder: CodeHolder;
  readonly code: string;
  readonly refusedAs: 'session.sign-in-refused' | 'session.fresh-sign-in-refused';
  /** Done in the transaction that uses the code up; what it throws keeps the code. */
  readonly work?: (trx: Trx, append: Append) => Promise<void>;
};

/** The only door for codes, so that all of them count together. Throws `wrong-code`, on record, or `throttled`. */
export async function passSecondStep({ holder, code, refusedAs, work }: SecondStep): Promise<void> {
  const address = peerAddress(await headers());
  const tries = subjectsOf(holder, address);
  await recordAttempt(tries);
  const event = { actor: actorOf({ ...holder, userId: holder.id }), phase: 'event' } as const;
  try {
    const checked = await checkCode(holder.id, code);
    await recordTogether(installationChain, async (trx, append) => {
      const kind = await consumeCode(trx, checked);
      await work?.(trx, append);
      if (kind === 'app') return;
      const left = await countRecoveryCodes(trx, holder.id);
      await append({ ...event, action: 'user.recovery-code-used', outcome: 'applied', details: { left } });
    });
  } catch (error) {
    if (!isAppError(error, 'wrong-code')) throw error;
    await recordActivity({
      ...event,
      chain: installationChain,
      action: refusedAs,
      outcome: 'refused',
      details: { address, reason: 'code' },
    });
    throw error;
  }
  await clearAttempts(tries);
}

/** For a user who is signed in. */
export async function findCodeHolder(email: string): Promise<CodeHolder | null> {
  const account = await findAccount(email, await readDeviceCookie());
  return account ? { ...account, email } : null;
}

/** Counts like passwords: those in a browser that the account knows apart, so that no one elsewhere locks its owner out. */
function subjectsOf({ id, device }: CodeHolder, address: string): ThrottleSubject[] {
  if (device) return [{ kind: 'code-on-device', name: device }];
  return [
    { kind: 'code', name: id },
    { kind: 'address', name: address },
  ];
}

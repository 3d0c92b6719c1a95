import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import type { FreshSignInMethods } from '@/lib/users/fresh-sign-in';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { type Append, recordActivity, recordTogether } from '../../activity/record';
import { stampFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewerSettingUp } from '../../auth/guard';
import { isPasswordSignInOff, requirePasswordSignIn } from '../../auth/password-sign-in';
import { isPasswordOf } from '../../auth/passwords';
import { peerAddress } from '../../auth/peer-address';
import type { Viewer } from '../../auth/sessions/sessions';
import { clearAttempts, recordAttempt } from '../../auth/throttle';
import { hasFactor } from '../../auth/two-factor/factors';
import { findCodeHolder, passSecondStep } from '../../auth/two-factor/second-step';
import { database, type Trx } from '../../db/database';
import { env } from '../../env';
import { AppError } from '../../errors';
import { findIdentity } from '../../oidc/identities';

export type FreshSignInView = { readonly email: string; readonly methods: FreshSignInMethods };

/** Returns how the viewer can prove who they are once more. */
export const readFreshSignIn = forViewerSettingUp(
  z.unknown(),
  async (viewer): Promise<FreshSignInView> => ({
    email: viewer.email,
    methods: {
      password: (await readPasswordHash(viewer)) !== '' && !(await isPasswordSignInOff()),
      code: await hasFactor(viewer.userId),
      issuer: (await findIdentity(viewer.userId)) ? (env().oidc?.name ?? null) : null,
    },
  }),
);

const proof = z.object({ password: z.string().min(1).max(128), code: z.string().max(64).default('') });

/**
 * Stamps the viewer's own session, and no other, after the right password and the code, where two-factor sign-in is on.
 * Tries count together with those of a change of password, so that a stolen session has no second door to guess at.
 */
export const proveFreshSignIn = forViewerSettingUp(proof, async (viewer, { password, code }) => {
  await requirePasswordSignIn();
  const tries = [{ kind: 'own-password', name: viewer.userId }] as const;
  await recordAttempt(tries);
  const password_hash = await readPasswordHash(viewer);
  const event = { chain: installationChain, actor: actorOf(viewer), phase: 'event' } as const;
  if (password_hash === '') throw new AppError('no-password');
  if (!(await isPasswordOf(password_hash, password))) {
    await recordActivity({
      ...event,
      action: 'session.fresh-sign-in-refused',
      outcome: 'refused',
      details: { address: peerAddress(await headers()) },
    });
    throw new AppError('wrong-password', { field: 'password' });
  }
  await proveCode(viewer, code, async (trx, append) => {
    await stampFreshSignIn(viewer.sessionId, viewer.userId, trx);
    const { actor, phase } = event;
    await append({ actor, phase, action: 'session.fresh-sign-in', outcome: 'applied' });
  });
  await clearAttempts(tries);
});

async function proveCode(
  { userId, email }: Viewer,
  code: string,
  work: (trx: Trx, append: Append) => Promise<void>,
): Promise<void> {
  if (!(await hasFactor(userId))) return recordTogether(installationChain, work);
  const holder = await findCodeHolder(email);
  if (!holder) throw new AppError('unauthenticated');
  await passSecondStep({ holder, code, refusedAs: 'session.fresh-sign-in-refused', work });
}

/** Empty for an account that signs in with an issuer alone. */
async function readPasswordHash({ userId }: Viewer): Promise<string> {
  const { password_hash } = await database()
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return password_hash;
}

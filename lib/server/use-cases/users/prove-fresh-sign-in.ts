import 'server-only';

import { headers } from 'next/headers';
import { z } from 'zod';
import type { FreshSignInMethods } from '@/lib/users/fresh-sign-in';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { stampFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { isPasswordSignInOff, requirePasswordSignIn } from '../../auth/password-sign-in';
import { isPasswordOf } from '../../auth/passwords';
import { peerAddress } from '../../auth/peer-address';
import type { Viewer } from '../../auth/sessions/sessions';
import { clearAttempts, recordAttempt } from '../../auth/throttle';
import { database } from '../../db/database';
import { env } from '../../env';
import { AppError } from '../../errors';
import { findIdentity } from '../../oidc/identities';

export type FreshSignInView = { readonly email: string; readonly methods: FreshSignInMethods };

/** Returns how the viewer can prove who they are once more. */
export const readFreshSignIn = forViewer(
  'portal:enter',
  z.unknown(),
  async (viewer): Promise<FreshSignInView> => ({
    email: viewer.email,
    methods: {
      password: (await readPasswordHash(viewer)) !== '' && !(await isPasswordSignInOff()),
      issuer: (await findIdentity(viewer.userId)) ? (env().oidc?.name ?? null) : null,
    },
  }),
);

const proof = z.object({ password: z.string().min(1).max(128) });

/**
 * Stamps the viewer's own session, and no other, once the password is right. Tries count together with those of a change of
 * password, so that a stolen session has no second door to guess at.
 */
export const proveFreshSignIn = forViewer('portal:enter', proof, async (viewer, { password }) => {
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
  await recordActivity({ ...event, action: 'session.fresh-sign-in', outcome: 'applied' }, (trx) =>
    stampFreshSignIn(viewer.sessionId, viewer.userId, trx),
  );
  await clearAttempts(tries);
});

/** Empty for an account that signs in with an issuer alone. */
async function readPasswordHash({ userId }: Viewer): Promise<string> {
  const { password_hash } = await database()
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return password_hash;
}

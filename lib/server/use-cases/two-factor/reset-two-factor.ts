import 'server-only';

import { z } from 'zod';
import { type Actor, actorOf, system } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordTogether } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forSystem, forViewer } from '../../auth/guard';
import { forgetDevicesOf } from '../../auth/sessions/devices';
import { endSessionsOf } from '../../auth/sessions/sessions';
import { clearAttempts } from '../../auth/throttle';
import { removeFactor } from '../../auth/two-factor/factors';
import { requireReadyDatabase } from '../../db/database';
import { AppError } from '../../errors';
import { emailAddress } from '../../users/inputs';

/** For another user who has lost the app and the recovery codes; one's own is switched off with a code. */
export const resetTwoFactor = forViewer(
  'users:manage',
  z.object({ user: z.uuid() }),
  async (viewer, { user }) => {
    if (user === viewer.userId) throw new AppError('two-factor-refused', { reason: 'own' });
    await requireFreshSignIn(viewer);
    await reset('id', { value: user, actor: actorOf(viewer) });
  },
);

/** For the machine's owner. False if the user has no two-factor sign-in. */
export const resetTwoFactorByCommand = forSystem(
  'user-two-factor-reset',
  z.object({ email: emailAddress }),
  async ({ email }): Promise<boolean> => {
    await requireReadyDatabase();
    return reset('email', { value: email, actor: system });
  },
);

async function reset(
  by: 'id' | 'email',
  { value, actor }: { readonly value: string; readonly actor: Actor },
): Promise<boolean> {
  let resetId: string | null = null;
  await recordTogether(installationChain, async (trx, append) => {
    const user = await trx
      .selectFrom('users')
      .select(['id', 'email'])
      .where(by, '=', value)
      .executeTakeFirst();
    if (!user) throw new AppError('not-found');
    if (!(await removeFactor(trx, user.id))) return;
    resetId = user.id;
    await endSessionsOf(user.id, trx);
    await forgetDevicesOf(user.id, trx);
    await append({
      actor,
      action: 'user.two-factor-reset',
      phase: 'event',
      outcome: 'applied',
      details: { email: user.email },
    });
  });
  if (resetId === null) return false;
  // The user may have been guessing, or guessed at, until now.
  await clearAttempts([{ kind: 'code', name: resetId }]);
  return true;
}

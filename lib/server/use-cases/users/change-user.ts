import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { type ActivityAction, type ActivityDetails, recordTogether } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { forgetDevicesOf } from '../../auth/sessions/devices';
import { endSessionsOf, type Viewer } from '../../auth/sessions/sessions';
import { engine, type Trx } from '../../db/database';
import type { User } from '../../db/schema';
import { AppError } from '../../errors';
import { requireRoleDecidedHere } from '../../oidc/identities';
import { personsRole } from '../../users/inputs';
import { requireAnotherAdministrator } from '../../users/last-administrator';
import { endPasswordLinks } from '../../users/user-links';

// Changes of a user by an Administrator. They hold from the user's next request on: role and state are read with each.

const userId = z.uuid();

export const changeRole = forViewer(
  'users:manage',
  z.object({ user: userId, role: personsRole }),
  async (viewer, { user, role }) => {
    await requireFreshSignIn(viewer);
    await change(viewer, user, {
      action: 'user.role-changed',
      details: ({ role: from }) => ({ from, to: role }),
      isDone: (row) => row.role === role,
      async make(trx, row) {
        await requireRoleDecidedHere(trx, user);
        if (role !== 'Administrator' && isActiveAdministrator(row))
          await requireAnotherAdministrator(trx, user);
        await trx.updateTable('users').set({ role }).where('id', '=', user).execute();
      },
    });
    return { role };
  },
);

/** Ends every session with it; what the user did stays in the activity log. */
export const disableUser = forViewer('users:manage', z.object({ user: userId }), async (viewer, { user }) => {
  await change(viewer, user, {
    action: 'user.disabled',
    isDone: (row) => row.disabled_at !== null,
    async make(trx, row) {
      if (isActiveAdministrator(row)) await requireAnotherAdministrator(trx, user);
      await trx.updateTable('users').set({ disabled_at: engine().now }).where('id', '=', user).execute();
      await signOutEverywhere(trx, user);
      // A link to a new password would otherwise wait for the day on which the user is enabled again.
      await endPasswordLinks(trx, row.email);
    },
  });
});

export const enableUser = forViewer('users:manage', z.object({ user: userId }), async (viewer, { user }) => {
  await requireFreshSignIn(viewer);
  await change(viewer, user, {
    action: 'user.enabled',
    isDone: (row) => row.disabled_at === null,
    make: async (trx) => {
      await trx.updateTable('users').set({ disabled_at: null }).where('id', '=', user).execute();
    },
  });
});

/** Ends every session of the user, here and elsewhere, and forgets the browsers that were known. */
export const signOutUser = forViewer('users:manage', z.object({ user: userId }), async (viewer, { user }) => {
  await change(viewer, user, {
    action: 'user.signed-out',
    isDone: () => false,
    make: (trx) => signOutEverywhere(trx, user),
  });
});

type Change = {
  readonly action: ActivityAction;
  readonly details?: (row: User) => ActivityDetails;
  /** Nothing is written or recorded where it is as it should be already. */
  readonly isDone: (row: User) => boolean;
  readonly make: (trx: Trx, row: User) => Promise<void>;
};

async function change(
  viewer: Viewer,
  user: string,
  { action, details, isDone, make }: Change,
): Promise<void> {
  await recordTogether(installationChain, async (trx, append) => {
    const row = await trx
      .selectFrom('users')
      .selectAll()
      .where('id', '=', user)
      .modifyEnd(engine().forUpdate)
      .executeTakeFirst();
    if (!row) throw new AppError('not-found');
    if (isDone(row)) return;
    await make(trx, row);
    await append({
      actor: actorOf(viewer),
      action,
      phase: 'event',
      outcome: 'applied',
      details: { email: row.email, ...details?.(row) },
    });
  });
}

async function signOutEverywhere(trx: Trx, user: string): Promise<void> {
  await endSessionsOf(user, trx);
  await forgetDevicesOf(user, trx);
}

function isActiveAdministrator({ role, disabled_at }: User): boolean {
  return role === 'Administrator' && disabled_at === null;
}

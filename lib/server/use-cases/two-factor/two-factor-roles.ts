import 'server-only';

import { z } from 'zod';
import type { Role } from '@/lib/access/permissions';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordTogether } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { listTwoFactorRoles, storeTwoFactorRole } from '../../auth/two-factor/requirement';
import { personsRole } from '../../users/inputs';

/** Returns the roles whose users must have two-factor sign-in. */
export const readTwoFactorRoles = forViewer(
  'users:manage',
  z.unknown(),
  async (): Promise<Role[]> => listTwoFactorRoles(),
);

/** Holds from the next request of each user of the role. */
export const changeTwoFactorRole = forViewer(
  'users:manage',
  z.object({ role: personsRole, to: z.enum(['required', 'optional']) }),
  async (viewer, { role, to }) => {
    await requireFreshSignIn(viewer);
    await recordTogether(installationChain, async (trx, append) => {
      if (!(await storeTwoFactorRole(trx, role, to === 'required'))) return;
      await append({
        actor: actorOf(viewer),
        action: to === 'required' ? 'sign-in.two-factor-required' : 'sign-in.two-factor-optional',
        phase: 'event',
        outcome: 'applied',
        details: { role },
      });
    });
    return { role, to };
  },
);

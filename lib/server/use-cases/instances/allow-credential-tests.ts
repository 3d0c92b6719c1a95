import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { changeInstance } from '../../instances/change-instance';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';

const change = z.object({ ...writtenInstance, allowed: z.enum(['true', 'false']) });

/** Sets whether Switchboard may send keys of this instance to their providers to test them. */
export const allowCredentialTests = forViewer(
  'instances:manage',
  change,
  async (viewer, input): Promise<{ readonly allowed: boolean }> => {
    const instance = await requireWrittenInstance(input);
    const allowed = input.allowed === 'true';
    if ((instance.credential_tests === 1) === allowed) return { allowed };
    if (!allowed) await requireFreshSignIn(viewer);
    await changeInstance({
      instance,
      version: instance.version,
      set: { credential_tests: allowed ? 1 : 0 },
      changesConnection: false,
      changesClient: false,
      events: [
        { actor: actorOf(viewer), action: allowed ? 'instance.allow-tests' : 'instance.forbid-tests' },
      ],
    });
    return { allowed };
  },
);

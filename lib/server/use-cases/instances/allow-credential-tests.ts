import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { requireInstance } from '../../instances/find-instance';

const change = z.object({ instance: z.string().max(60), allowed: z.enum(['true', 'false']) });

/** Sets whether Switchboard may send keys of this instance to their providers to test them. */
export const allowCredentialTests = forViewer(
  'instances:manage',
  change,
  async (viewer, input): Promise<{ readonly allowed: boolean }> => {
    const instance = await requireInstance(input.instance);
    const allowed = input.allowed === 'true';
    if ((instance.credential_tests === 1) === allowed) return { allowed };
    await recordActivity(
      {
        chain: instance.id,
        actor: actorOf(viewer),
        action: allowed ? 'instance.allow-tests' : 'instance.forbid-tests',
        phase: 'event',
        outcome: 'applied',
      },
      async (trx) => {
        await trx
          .updateTable('instances')
          .set({ credential_tests: allowed ? 1 : 0 })
          .where('id', '=', instance.id)
          .execute();
      },
    );
    return { allowed };
  },
);

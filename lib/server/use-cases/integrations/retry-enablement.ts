import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';

const inputSchema = z.object({ ...writtenInstance });

/** Forgets that Codat refused the toggle, for example once Codat has granted the right to use it. */
export const retryEnablement = forViewer('integrations:manage', inputSchema, async (viewer, input) => {
  const instance = await requireWrittenInstance(input);
  await recordActivity(
    {
      chain: instance.id,
      actor: actorOf(viewer),
      action: 'integration.retry-enablement',
      phase: 'event',
      outcome: 'applied',
    },
    async (trx) => {
      await trx.deleteFrom('enablement_refusals').where('instance_id', '=', instance.id).execute();
    },
  );
});

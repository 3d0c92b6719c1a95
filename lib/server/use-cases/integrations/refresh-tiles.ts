import 'server-only';

import { z } from 'zod';
import { forViewer } from '../../auth/guard';
import { requireInstance } from '../../instances/find-instance';
import { forgetSnapshots } from '../../integrations/integration-snapshot';

const inputSchema = z.object({ instance: z.string().max(60) });

/** Makes the next reading ask Codat, even if its quota is low, because a user has asked for it. */
export const refreshTiles = forViewer('integrations:read', inputSchema, async (_viewer, input) => {
  forgetSnapshots((await requireInstance(input.instance)).id);
});

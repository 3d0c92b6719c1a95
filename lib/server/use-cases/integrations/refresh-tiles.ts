import 'server-only';

import { z } from 'zod';
import { forViewer } from '../../auth/guard';
import { requireInstance } from '../../instances/find-instance';
import { forgetSnapshots } from '../../integrations/integration-snapshot';

const inputSchema = z.object({ instance: z.string().max(60) });

/** The next look asks Codat again, also where its quota is low: somebody wants to know now. */
export const refreshTiles = forViewer('integrations:read', inputSchema, async (_viewer, input) => {
  forgetSnapshots((await requireInstance(input.instance)).id);
});

import 'server-only';

import { z } from 'zod';
import { forViewer } from '../../auth/guard';
import { requireInstance } from '../../instances/find-instance';
import { type InstanceView, toInstanceView } from '../../instances/to-instance-view';

/** For a page's title and icon, and for dialogs that name the instance. */
export const readInstance = forViewer(
  'portal:enter',
  z.object({ instance: z.string().max(60) }),
  async (_viewer, input): Promise<InstanceView> => toInstanceView(await requireInstance(input.instance)),
);

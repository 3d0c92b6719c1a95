import 'server-only';

import { z } from 'zod';
import type { ActivityEntryView } from '@/lib/activity/views';
import { installationChain } from '../../activity/chain';
import { toEntryView } from '../../activity/to-entries';
import { forViewer } from '../../auth/guard';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { requireInstance } from '../../instances/find-instance';

const entry = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** Returns an entry of an instance's chain, by its number there. */
export const readActivityEntry = forViewer(
  'activity:read',
  z.object({ instance: z.string().max(60), entry }),
  async (_, input): Promise<ActivityEntryView> => {
    const { id, slug } = await requireInstance(input.instance);
    return readEntry(id, input.entry, new Map([[id, slug]]));
  },
);

/** Returns an entry of the installation's own chain. */
export const readInstallationEntry = forViewer(
  'activity:read-all',
  z.object({ entry }),
  async (_, input): Promise<ActivityEntryView> => readEntry(installationChain, input.entry, new Map()),
);

async function readEntry(
  chain: string,
  seq: number,
  slugs: ReadonlyMap<string, string>,
): Promise<ActivityEntryView> {
  const row = await database()
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', '=', chain)
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (!row) throw new AppError('not-found');
  return toEntryView(row, slugs);
}

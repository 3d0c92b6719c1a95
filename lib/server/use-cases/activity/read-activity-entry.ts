import 'server-only';

import { z } from 'zod';
import type { ActivityEntryView, PurgedEntryView } from '@/lib/activity/views';
import { type ChainNames, listChainsOf, nameInstallation, nameInstance } from '../../activity/list-chains';
import { readPurged } from '../../activity/purges';
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
  async (_, input): Promise<ActivityEntryView | PurgedEntryView> => {
    const instance = await requireInstance(input.instance);
    return readEntry(nameInstance(instance), input.entry);
  },
);

/** Returns an entry of the installation's own chain, or of the one of an instance that was removed, by its id. */
export const readInstallationEntry = forViewer(
  'activity:read-all',
  z.object({ entry, removed: z.string().max(60).default('') }),
  async (_, input): Promise<ActivityEntryView | PurgedEntryView> => {
    const chains = input.removed ? await listChainsOf(input.removed) : nameInstallation();
    return readEntry(chains, input.entry);
  },
);

async function readEntry(chains: ChainNames, seq: number): Promise<ActivityEntryView | PurgedEntryView> {
  const row = await database()
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', 'in', [...chains.keys()])
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (row) return toEntryView(row, chains);
  const purged = await readPurged(database(), [...chains.keys()]);
  if (purged && seq <= purged.rows) return { purged };
  throw new AppError('not-found');
}

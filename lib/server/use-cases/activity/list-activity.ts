import 'server-only';

import { z } from 'zod';
import { can } from '@/lib/access/permissions';
import { type ActivityQuery, entriesPerPage, toActivityQuery } from '@/lib/activity/activity-query';
import type { ActivityEntry, ActivityView } from '@/lib/activity/views';
import { type ChainNames, listChainsOf, listRemoved, nameInstance } from '../../activity/list-chains';
import { allOf, listRows, positionOf } from '../../activity/list-rows';
import { readPurged } from '../../activity/purges';
import { toEntries } from '../../activity/to-entries';
import { toFilter } from '../../activity/to-filter';
import { forViewer } from '../../auth/guard';
import { database } from '../../db/database';
import { requireInstance } from '../../instances/find-instance';

/** Anyone may have written the address, so that nothing in it makes it invalid; `toActivityQuery` reads what it can. */
export const searchParams = z.record(z.string(), z.unknown()).catch({}).default({});

const ofInstance = z.object({ instance: z.string().max(60), searchParams });
const ofIntegration = z.object({ instance: z.string().max(60), key: z.string().max(100) });
const latest = 4;

/** Returns one page of the changes of an instance, with an intent and its outcome as one entry. */
export const listActivity = forViewer(
  'activity:read',
  ofInstance,
  async (viewer, input): Promise<ActivityView> => {
    const instance = await requireInstance(input.instance);
    const page = await readPage(toActivityQuery(input.searchParams), nameInstance(instance));
    return { ...page, mayReadAll: can(viewer.role, 'activity:read-all'), removed: [] };
  },
);

/** Returns one page of all that was done in the installation and in every instance. */
export const listAllActivity = forViewer(
  'activity:read-all',
  z.object({ searchParams }).default({ searchParams: {} }),
  async (_, input): Promise<ActivityView> => {
    const query = toActivityQuery(input.searchParams);
    const page = await readPage(query, await listChainsOf(query.instance));
    return { ...page, mayReadAll: true, removed: await listRemoved() };
  },
);

/** Returns the latest changes of one integration. */
export const listLatestChanges = forViewer(
  'activity:read',
  ofIntegration,
  async (_, input): Promise<ActivityEntry[]> => {
    const instance = await requireInstance(input.instance);
    const rows = await listRows({ ...allOf([instance.id]), integration: input.key }, null, latest);
    return toEntries(rows, nameInstance(instance));
  },
);

async function readPage(query: ActivityQuery, chains: ChainNames) {
  const filter = await toFilter(query, [...chains.keys()]);
  const rows = await listRows(filter, query.after, entriesPerPage + 1);
  const shown = rows.slice(0, entriesPerPage);
  const last = shown.at(-1);
  const next = last && rows.length > shown.length ? positionOf(last) : null;
  return {
    entries: await toEntries(shown, chains),
    next,
    purged: next ? null : await readPurged(database(), [...chains.keys()]),
  };
}

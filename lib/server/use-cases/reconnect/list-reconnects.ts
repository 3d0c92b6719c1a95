import 'server-only';

import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ChangeCounts } from '@/lib/reconnect/views';
import { forViewer } from '../../auth/guard';
import { isAppError } from '../../errors';
import { requireInstance } from '../../instances/find-instance';
import { logUnexpected } from '../../log';
import { listChangeCounts, requireChange } from '../../reconnect/reconnect-list';
import { refreshAffected } from '../../reconnect/refresh-affected';

const inputSchema = z.object({ instance: z.string().max(60), key: z.string().max(100) });

/** The page of each of these changes lists older ones. */
const most = 3;
/** A notice is not worth a longer wait. A later result is stored, and shown next time. */
const patienceMs = 400;
/** A change without a count is listed only this long, because no one can be shown to be missing for ever. */
const uncountedForMs = 30 * 86_400_000;

/** Lists the latest changes of an integration after which customers are, or may be, still missing. */
export const listReconnects = forViewer(
  'integrations:read',
  inputSchema,
  async (_viewer, input): Promise<ChangeCounts[]> => {
    const instance = await requireInstance(input.instance);
    const known = await listOpen(instance.id, input.key);
    const counted = known.filter(({ counts }) => counts !== null);
    if (counted.length === 0) return known;
    const comparing = Promise.all(
      counted.map(async ({ id }) => refreshAffected(await requireChange({ ...input, change: id }))),
    ).catch((error: unknown) => {
      // The last known state will do.
      if (!isAppError(error)) logUnexpected('reconnect-notice', error);
    });
    await Promise.race([comparing, delay(patienceMs)]);
    return listOpen(instance.id, input.key);
  },
);

async function listOpen(instanceId: string, key: string): Promise<ChangeCounts[]> {
  const changes = await listChangeCounts(instanceId, key, most);
  return changes.filter(({ at, counts, isComplete }) => {
    const isSomebodyAway = counts !== null && counts.missing + counts.unknown > 0;
    return isSomebodyAway || (!isComplete && Date.now() - at < uncountedForMs);
  });
}

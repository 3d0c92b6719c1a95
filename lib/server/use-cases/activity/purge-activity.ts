import 'server-only';

import { listPurgeableChains, purgeChain } from '../../activity/purge';
import { env } from '../../env';
import type { JobDefinition } from '../../jobs/definition';

/** Removes what is older than the retention, once a day, and nothing as long as none is set. */
export const purgeActivity: JobDefinition = {
  name: 'purge-activity',
  everyMs: 24 * 60 * 60_000,
  async run(_, signal) {
    const { retentionMs } = env().activity;
    if (retentionMs === null) return null;
    for (const chain of await listPurgeableChains()) {
      while (!signal.aborted && (await purgeChain(chain, retentionMs)));
    }
    return null;
  },
};

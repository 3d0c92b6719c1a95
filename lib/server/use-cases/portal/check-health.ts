import 'server-only';

import { z } from 'zod';
import { forPublic } from '../../auth/guard';
import { isDatabaseWritable } from '../../db/database';
import { processSingleton } from '../../process-singleton';

const sharedForMs = 10_000;
const latest = processSingleton('health', () => ({
  checkedAt: Number.NEGATIVE_INFINITY,
  result: Promise.resolve(false),
}));

/**
 * Reports one thing to a stranger: whether the store takes a write. All callers share the result for ten seconds, so
 * that no one can make the server write by asking.
 */
export const checkHealth = forPublic('health', z.unknown(), async () => {
  const health = latest.get();
  // The time of day would not do: a clock set back would keep an old result.
  const now = performance.now();
  if (now - health.checkedAt >= sharedForMs) {
    Object.assign(health, { checkedAt: now, result: isDatabaseWritable() });
  }
  return health.result;
});

import 'server-only';

import { logUnexpected } from '../log';
import type { JobDefinition } from './definition';
import {
  type ClaimedJob,
  claimDueJob,
  finishJob,
  isAnyJobDue,
  leaseMs,
  planRecurring,
  postponeFailedJob,
  renewLease,
} from './jobs';

export async function planRecurringJobs(definitions: readonly JobDefinition[]): Promise<void> {
  for (const { name, everyMs } of definitions) {
    if (everyMs !== undefined) await planRecurring({ name, everyMs });
  }
}

/** Works on one job after the other until nothing is due. Leaves alone what it has no definition for: a newer server may have scheduled it. */
export async function runDueJobs(definitions: readonly JobDefinition[]): Promise<void> {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const names = [...byName.keys()];
  while (await isAnyJobDue(names)) {
    const job = await claimDueJob(names);
    const definition = job && byName.get(job.name);
    // Another server was faster.
    if (!definition) return;
    await runClaimed(definition, job);
  }
}

async function runClaimed(definition: JobDefinition, job: ClaimedJob): Promise<void> {
  const lease = keepLease(job);
  try {
    const next = await definition.run(job.subject, lease.signal);
    await finishJob(job, next ?? definition.everyMs ?? null);
  } catch (error) {
    logUnexpected(`job-${job.name}`, error);
    await postponeFailedJob(job);
  } finally {
    lease.stop();
  }
}

function keepLease(job: ClaimedJob): { readonly signal: AbortSignal; stop(): void } {
  const lost = new AbortController();
  const timer = setInterval(async () => {
    const isKept = await renewLease(job).catch(() => true);
    if (!isKept) lost.abort();
  }, leaseMs / 3).unref();
  return { signal: lost.signal, stop: () => clearInterval(timer) };
}

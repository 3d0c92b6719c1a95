import 'server-only';

import { z } from 'zod';
import { watchActionRequests } from '../../auth/action-requests';
import { secureAnswers } from '../../auth/answer-headers';
import { forSystem } from '../../auth/guard';
import { notePeerAddresses } from '../../auth/peer-address';
import { removeOverDevices } from '../../auth/sessions/devices';
import { removeOverSessions } from '../../auth/sessions/sessions';
import { rewriteUnsupportedMethods } from '../../auth/unsupported-methods';
import { requireReadyDatabase } from '../../db/database';
import type { InstanceRow } from '../../db/schema';
import { EnvError, env, exportNextAuthAddress } from '../../env';
import { StartupError } from '../../errors';
import { apiKeyPlace, requireSafeAddress } from '../../instances/codat-client-for';
import { listInstances } from '../../instances/find-instance';
import { readKey } from '../../key-files';
import { logUnexpected, logWarning } from '../../log';
import { Secret } from '../../secret';
import { checkKeys } from '../../vault/key-checks';
import { open } from '../../vault/vault';
import { recordRefusals } from '../activity/record-refusals';
import { planJobs, runJobs } from '../jobs/run-jobs';
import { reconcileOperations } from '../operations/reconcile-operations';

const reconcileEveryMs = 10_000;
const jobsEveryMs = 1_000;
/** A job that waits for a slow host holds up its own worker only. */
const jobWorkers = 4;
const sweepEveryMs = 60_000;

/**
 * Ends the process rather than serve with an unusable configuration, store or set of keys. Returns what ends its rounds,
 * since a test's process lives longer than its server.
 */
export const startServer = forSystem('start', z.unknown(), async () => {
  try {
    await requireFooting();
  } catch (error) {
    if (!(error instanceof StartupError || error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  secureAnswers();
  notePeerAddresses();
  watchActionRequests();
  rewriteUnsupportedMethods();
  await planJobs();
  const ending = new AbortController();
  const rounds: readonly Round[] = [
    { event: 'reconciling', everyMs: reconcileEveryMs, work: reconcileOperations },
    { event: 'refusals', everyMs: reconcileEveryMs, work: recordRefusals },
    { event: 'sweeping', everyMs: sweepEveryMs, work: sweep },
    ...Array.from({ length: jobWorkers }, () => ({ event: 'jobs', everyMs: jobsEveryMs, work: runJobs })),
  ];
  for (const round of rounds) repeat(round, ending.signal);
  return { end: () => ending.abort() };
});

type Round = { readonly event: string; readonly everyMs: number; readonly work: () => Promise<unknown> };

/** Starts each round after the previous one has ended, and continues after a round that fails. */
function repeat(round: Round, ended: AbortSignal): void {
  const { event, everyMs, work } = round;
  setTimeout(async () => {
    if (ended.aborted) return;
    await work().catch((error: unknown) => logUnexpected(event, error));
    repeat(round, ended);
  }, everyMs).unref();
}

/** Deletes by a condition alone, so that any number of servers may do it. */
async function sweep(): Promise<void> {
  await removeOverSessions();
  await removeOverDevices();
}

async function requireFooting(): Promise<void> {
  exportNextAuthAddress();
  readKey('auth');
  await requireReadyDatabase();
  await checkKeys();
  const instances = await listInstances();
  instances.forEach(requireSafeAddress);
  await warnOfDifferences(instances);
  if (env().insecureHttp) logWarning('insecure-http');
}

/** Warns if the environment differs from the first instance: it seeds that once, and then the database rules. */
async function warnOfDifferences([first]: readonly InstanceRow[]): Promise<void> {
  const { codat } = env();
  if (!first || !codat.key) return;
  if (first.api_url !== codat.url) {
    logWarning('codat-address-differs', { stored: first.api_url, environment: codat.url });
  }
  const stored = await open(apiKeyPlace(first.id), first.api_key_sealed);
  if (!stored.equals(new Secret(codat.key))) logWarning('codat-key-differs', { instance: first.slug });
}

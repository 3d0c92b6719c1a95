import 'server-only';

import { database, engine } from '../db/database';
import { env } from '../env';
import type { JobDefinition } from '../jobs/definition';
import { logUnexpected, logWarning } from '../log';
import { fileAnchors } from './anchor-file';
import { anchorEveryMs, makeAnchorIfDue } from './make-anchor';

// Hands the anchors to a place that this machine can't change afterwards, in their order, until it has taken each.

const limitMs = 10_000;
const firstPauseMs = 30_000;

export const anchorActivity: JobDefinition = {
  name: 'anchor-activity',
  everyMs: anchorEveryMs,
  async run(_, signal) {
    const { anchorUrl } = env().activity;
    if (anchorUrl === null) return null;
    await makeAnchorIfDue();
    // A full disk must not keep anchors from leaving; what is missing in the file is added later.
    await fileAnchors().catch((error: unknown) => logUnexpected('anchor-file', error));
    return deliverWaiting(anchorUrl, signal);
  },
};

/** Returns the pause before the next attempt, or null if everything was taken. */
async function deliverWaiting(url: string, signal: AbortSignal): Promise<number | null> {
  const waiting = await database()
    .selectFrom('activity_anchors')
    .select('number')
    .where('delivered_at', 'is', null)
    .orderBy('number')
    .execute();
  for (const { number } of waiting) {
    const row = await database()
      .selectFrom('activity_anchors')
      .select(['line', 'attempts'])
      .where('number', '=', number)
      .executeTakeFirst();
    if (!row) continue;
    if (signal.aborted) return 0;
    const failure = await deliver(url, row.line);
    await note(number, row.attempts + 1, failure);
    if (failure === null) continue;
    logWarning('anchor-not-delivered', { anchor: number, host: new URL(url).host, reason: failure });
    // Never longer than the schedule, so that the file grows on time while the receiver is away.
    return Math.min(anchorEveryMs, firstPauseMs * 2 ** Math.min(row.attempts, 12));
  }
  return null;
}

/** Returns why it was not taken, in words that hold nothing of the answer. */
async function deliver(url: string, line: string): Promise<string | null> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: line,
      redirect: 'manual',
      cache: 'no-store',
      signal: limit,
    });
    // Only the status counts; the answer is not read, however long it is.
    void response.body?.cancel().catch(() => {});
    if (response.ok) return null;
    return response.status >= 300 && response.status < 400 ? 'redirected' : `status ${response.status}`;
  } catch {
    return limit.aborted ? 'timed-out' : 'unreachable';
  }
}

async function note(number: number, attempts: number, failure: string | null): Promise<void> {
  const { now } = engine();
  await database()
    .updateTable('activity_anchors')
    .set(
      failure === null
        ? { attempts, delivered_at: now, failure: null }
        : { attempts, failure, failed_at: now },
    )
    .where('number', '=', number)
    .execute();
}

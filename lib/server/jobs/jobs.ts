import 'server-only';

import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { type Db, database, engine, type Trx } from '../db/database';
import type { JobRow } from '../db/schema';

// The table of jobs. Every time in it is one of the database's clock, since servers may disagree about theirs.

/** Longer than a holder that is alive ever pauses. */
export const leaseMs = 60_000;
const firstPauseMs = 5_000;
const longestPauseMs = 60 * 60_000;

export type Job = { readonly name: string; readonly subject: string };
export type ClaimedJob = JobRow & { readonly holder: string };

/** Belongs into the transaction of what makes the job necessary. A job that waits already is due at the earlier time. */
export async function scheduleJob(db: Db | Trx, { name, subject }: Job, delayMs = 0): Promise<void> {
  const due_at = sql<number>`${engine().now} + ${delayMs}`;
  await db
    .insertInto('jobs')
    .values({ name, subject, due_at })
    .onConflict((conflict) =>
      conflict.columns(['name', 'subject']).doUpdateSet({
        due_at: sql<number>`case when jobs.due_at < ${due_at} then jobs.due_at else ${due_at} end`,
        schedules: sql<number>`jobs.schedules + 1`,
        failures: 0,
      }),
    )
    .execute();
}

/** Costs no write, unlike the claim: this is asked each second. */
export async function isAnyJobDue(names: readonly string[]): Promise<boolean> {
  return (await selectDue(names).executeTakeFirst()) !== undefined;
}

/** Claims the job that has been due for longest, or answers null. Of servers that ask at once only one gets it. */
export async function claimDueJob(names: readonly string[]): Promise<ClaimedJob | null> {
  const { now } = engine();
  const holder = randomUUID();
  const claimed = await database()
    .updateTable('jobs')
    .set({ holder, lease_until: sql<number>`${now} + ${leaseMs}` })
    .where(({ refTuple }) => sql<boolean>`${refTuple('name', 'subject')} in ${selectDue(names)}`)
    // Repeated: the one that waits for the other's update sees what has become of the row.
    .where(isFree())
    .returningAll()
    .executeTakeFirst();
  return claimed ? { ...claimed, holder } : null;
}

/** False once the lease is lost, so that another may be at work. */
export async function renewLease(job: ClaimedJob): Promise<boolean> {
  const renewed = await held(job)
    .set({ lease_until: sql<number>`${engine().now} + ${leaseMs}` })
    .executeTakeFirst();
  return renewed.numUpdatedRows > 0n;
}

/** Ends a run. Without a next time the job is removed, unless it was scheduled again in the meantime. */
export async function finishJob(job: ClaimedJob, againInMs: number | null): Promise<void> {
  const released = { holder: null, lease_until: 0, failures: 0 };
  if (againInMs === null) {
    const removed = await database()
      .deleteFrom('jobs')
      .where('name', '=', job.name)
      .where('subject', '=', job.subject)
      .where('holder', '=', job.holder)
      .where('schedules', '=', job.schedules)
      .executeTakeFirst();
    if (removed.numDeletedRows === 0n) await held(job).set(released).execute();
    return;
  }
  const due_at = sql<number>`${engine().now} + ${againInMs}`;
  const isUnchanged = sql<boolean>`schedules = ${job.schedules}`;
  await held(job)
    .set({ ...released, due_at: sql<number>`case when ${isUnchanged} then ${due_at} else due_at end` })
    .execute();
}

export async function postponeFailedJob(job: ClaimedJob): Promise<void> {
  await held(job)
    .set({
      holder: null,
      lease_until: 0,
      failures: job.failures + 1,
      due_at: sql<number>`${engine().now} + ${pauseMsAfter(job.failures + 1)}`,
    })
    .execute();
}

/** Makes sure that recurring work is planned, and no later than it would be from now. */
export async function planRecurring({ name, everyMs }: { name: string; everyMs: number }): Promise<void> {
  const due_at = sql<number>`${engine().now} + ${everyMs}`;
  await database()
    .insertInto('jobs')
    .values({ name, subject: '', due_at })
    .onConflict((conflict) =>
      // After a clock was set back its time may be far ahead.
      conflict
        .columns(['name', 'subject'])
        .doUpdateSet({ due_at })
        .where(sql<boolean>`jobs.due_at > ${due_at} and jobs.failures = 0`),
    )
    .execute();
}

export function pauseMsAfter(failures: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
}

function selectDue(names: readonly string[]) {
  return database()
    .selectFrom('jobs')
    .select(['name', 'subject'])
    .where('name', 'in', names)
    .where('due_at', '<=', engine().now)
    .where(isFree())
    .orderBy('due_at')
    .limit(1);
}

/** Also where the lease ends later than one can: the database's clock was set back. */
function isFree(): RawBuilder<boolean> {
  const { now } = engine();
  return sql<boolean>`(lease_until <= ${now} or lease_until > ${now} + ${leaseMs})`;
}

function held(job: ClaimedJob) {
  return database()
    .updateTable('jobs')
    .where('name', '=', job.name)
    .where('subject', '=', job.subject)
    .where('holder', '=', job.holder);
}

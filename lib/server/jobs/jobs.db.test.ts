import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { database } from '../db/database';
import { engines, setupInstallation } from '../testing/installation';
import {
  type ClaimedJob,
  claimDueJob,
  finishJob,
  isAnyJobDue,
  leaseMs,
  pauseMsAfter,
  planRecurring,
  postponeFailedJob,
  renewLease,
  scheduleJob,
} from './jobs';
import { runDueJobs } from './run-jobs';

const isLong = process.env.TEST_LONG === '1';
const name = 'count';
const job = (subject: string) => ({ name, subject });

/** Makes all that is stored older, since no test can move the database's clock. */
async function pass(ms: number): Promise<void> {
  await database()
    .updateTable('jobs')
    .set({
      due_at: sql<number>`due_at - ${ms}`,
      lease_until: sql<number>`case when lease_until = 0 then 0 else lease_until - ${ms} end`,
    })
    .execute();
}

const stored = () => database().selectFrom('jobs').selectAll().orderBy('subject').execute();
const claim = () => claimDueJob([name]);

async function claimOrFail(): Promise<ClaimedJob> {
  const claimed = await claim();
  if (!claimed) throw new Error('no job was due');
  return claimed;
}

describe.each(engines)('a job, on %s', (engine) => {
  setupInstallation(engine);

  it('is claimed once, however many servers ask at once', async () => {
    await scheduleJob(database(), job('a'));
    await scheduleJob(database(), job('b'));
    const claims = await Promise.all(Array.from({ length: 12 }, claim));
    let subjects = claims.flatMap((claimed) => claimed?.subject ?? []);
    // A server that lost the race for one asks again.
    if (subjects.length < 2) subjects = [...subjects, ...((await claim())?.subject ?? '')];
    expect(subjects.sort()).toEqual(['a', 'b']);
    expect(await claim()).toBeNull();
  });

  it('waits for its time', async () => {
    await scheduleJob(database(), job('a'), 60_000);
    expect(await isAnyJobDue([name])).toBe(false);
    expect(await claim()).toBeNull();
    await pass(60_000);
    expect(await isAnyJobDue([name])).toBe(true);
    expect((await claimOrFail()).subject).toBe('a');
  });

  it('is due at the earlier of two times', async () => {
    await scheduleJob(database(), job('a'), 60_000);
    await scheduleJob(database(), job('a'));
    await scheduleJob(database(), job('a'), 60_000);
    expect((await claimOrFail()).subject).toBe('a');
    expect(await stored()).toHaveLength(1);
  });

  it('is left alone by a server that does not know it', async () => {
    await scheduleJob(database(), { name: 'of-a-newer-version', subject: '' });
    expect(await claim()).toBeNull();
  });

  it('passes to another server once the lease of a dead holder ends, and no sooner', async () => {
    await scheduleJob(database(), job('a'));
    const dead = await claimOrFail();
    await pass(leaseMs - 5_000);
    expect(await claim()).toBeNull();
    await pass(5_000);
    const next = await claimOrFail();
    expect(await renewLease(dead)).toBe(false);
    await finishJob(dead, null);
    await postponeFailedJob(dead);
    expect((await stored())[0]).toMatchObject({ holder: next.holder, failures: 0 });
    await finishJob(next, null);
    expect(await stored()).toEqual([]);
  });

  it('stays with a holder that renews its lease', async () => {
    await scheduleJob(database(), job('a'));
    const held = await claimOrFail();
    for (let i = 0; i < 3; i += 1) {
      await pass(leaseMs / 2);
      expect(await renewLease(held)).toBe(true);
    }
    expect(await claim()).toBeNull();
  });

  it('is free again if the clock of the database was set back', async () => {
    await scheduleJob(database(), job('a'));
    await claimOrFail();
    await database()
      .updateTable('jobs')
      .set({ lease_until: Date.now() + 86_400_000 })
      .execute();
    expect((await claimOrFail()).subject).toBe('a');
  });

  it('runs once more if it was scheduled while it ran', async () => {
    await scheduleJob(database(), job('a'));
    const first = await claimOrFail();
    await scheduleJob(database(), job('a'));
    await finishJob(first, null);
    const second = await claimOrFail();
    await finishJob(second, 60_000);
    expect(await claim()).toBeNull();
    await pass(60_000);
    const third = await claimOrFail();
    await scheduleJob(database(), job('a'));
    await finishJob(third, 3_600_000);
    expect((await claimOrFail()).subject).toBe('a');
  });

  it('that fails is tried again after pauses that double', async () => {
    await scheduleJob(database(), job('a'));
    let runs = 0;
    const failing = {
      name,
      async run() {
        runs += 1;
        throw new Error('a test fails on purpose');
      },
    };
    for (let failures = 1; failures <= 4; failures += 1) {
      await runDueJobs([failing]);
      expect(runs).toBe(failures);
      expect((await stored())[0]).toMatchObject({ failures, holder: null });
      await pass(pauseMsAfter(failures) - 3_000);
      expect(await claim()).toBeNull();
      await pass(3_000);
    }
    expect([1, 2, 3, 30].map(pauseMsAfter)).toEqual([5_000, 10_000, 20_000, 3_600_000]);
    await runDueJobs([{ name, run: async () => null }]);
    expect(await stored()).toEqual([]);
  });

  it('that hangs does not hold up the others', async () => {
    for (const subject of ['a-slow', 'b', 'c', 'd', 'e', 'f']) await scheduleJob(database(), job(subject));
    const done: string[] = [];
    let release = () => {};
    const run = async (subject: string) => {
      if (subject === 'a-slow') await new Promise<void>((resolve) => (release = resolve));
      done.push(subject);
      if (done.length === 6) release();
      return null;
    };
    const hanging = runDueJobs([{ name, run }]);
    await vi.waitUntil(async () => (await stored())[0]?.holder !== null);
    await runDueJobs([{ name, run }]);
    // One that is scheduled while it hangs is not held up either.
    await scheduleJob(database(), job('g'));
    await runDueJobs([{ name, run }]);
    await hanging;
    expect(done.at(-1)).toBe('a-slow');
    expect(done.sort()).toEqual(['a-slow', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('that recurs is planned once, by any number of servers', async () => {
    const recurring = { name, everyMs: 60_000 };
    await Promise.all([planRecurring(recurring), planRecurring(recurring)]);
    await pass(30_000);
    await planRecurring(recurring);
    await pass(30_000);
    await runDueJobs([{ ...recurring, run: async () => null }]);
    const [planned] = await stored();
    expect(planned?.due_at).toBeGreaterThan(Date.now() + 50_000);
    // A clock that was ahead by a day has been set right.
    await pass(-86_400_000);
    await planRecurring(recurring);
    await pass(60_000);
    expect((await claimOrFail()).name).toBe(name);
  });

  it('is never lost and never in two hands, whatever servers do', async () => {
    const subjects = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('schedule' as const), subject: subjects, delay: fc.nat(90_000) }),
      fc.record({ kind: fc.constant('claim' as const) }),
      fc.record({ kind: fc.constant('finish' as const), of: fc.nat(5), again: fc.option(fc.nat(90_000)) }),
      fc.record({ kind: fc.constant('fail' as const), of: fc.nat(5) }),
      fc.record({ kind: fc.constant('renew' as const), of: fc.nat(5) }),
      fc.record({ kind: fc.constant('die' as const), of: fc.nat(5) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(90_000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await database().deleteFrom('jobs').execute();
        /** The subjects that must run (again) because of a call of scheduleJob. */
        const wanted = new Set<string>();
        /** Claims, dead or alive, with the end of the lease on a clock of the test's own. */
        const claims: { job: ClaimedJob; until: number; isDead: boolean }[] = [];
        let clock = 0;
        // Real time passes too: what ends within these is neither surely over nor surely not.
        const slack = 5_000;
        const take = (of: number) => claims[of % Math.max(1, claims.length)];
        const drop = (claimed: ReturnType<typeof take>) => {
          if (claimed) claims.splice(claims.indexOf(claimed), 1);
        };
        for (const one of steps) {
          const taken = 'of' in one ? take(one.of) : undefined;
          // A dead server does nothing more; its lease still holds.
          const claimed = taken?.isDead ? undefined : taken;
          if (one.kind === 'schedule') {
            await scheduleJob(database(), job(one.subject), one.delay);
            wanted.add(one.subject);
          } else if (one.kind === 'claim') {
            const got = await claim();
            if (!got) continue;
            for (const other of claims.filter(({ job: { subject } }) => subject === got.subject)) {
              if (other.until > clock + slack) throw new Error(`${got.subject} is in two hands`);
              drop(other);
            }
            claims.push({ job: got, until: clock + leaseMs, isDead: false });
            wanted.delete(got.subject);
          } else if (one.kind === 'pass') {
            clock += one.ms;
            await pass(one.ms);
          } else if (claimed && one.kind === 'renew') {
            if (await renewLease(claimed.job)) claimed.until = clock + leaseMs;
          } else if (claimed && one.kind === 'finish') {
            await finishJob(claimed.job, one.again);
            drop(claimed);
          } else if (claimed && one.kind === 'fail') {
            await postponeFailedJob(claimed.job);
            wanted.add(claimed.job.subject);
            drop(claimed);
          } else if (claimed && one.kind === 'die') {
            wanted.add(claimed.job.subject);
            claimed.isDead = true;
          }
        }
        // Everything wanted runs in the end, and everything that was claimed can be.
        await pass(2 * 3_600_000);
        const ran: string[] = [];
        await runDueJobs([
          {
            name,
            async run(subject) {
              ran.push(subject);
              return null;
            },
          },
        ]);
        for (const subject of wanted) expect(ran).toContain(subject);
        expect(new Set(ran).size).toBe(ran.length);
      }),
      { numRuns: isLong ? 500 : 25, endOnFailure: true },
    );
  }, 600_000);
});

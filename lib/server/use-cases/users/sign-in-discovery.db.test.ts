import { describe, expect, it } from 'vitest';
import { deviceCookie } from '../../auth/sessions/device-cookie';
import { database } from '../../db/database';
import { administrator, engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { recordStatements } from '../../testing/statements';
import { signIn } from './sign-in';

const { email, password } = administrator;
const isLong = process.env.TEST_LONG === '1';
const tries = isLong ? 2_000 : 40;
/** A sound build falls below this by chance once in 100 runs of the long test, or 10,000 of the short one. */
const leastChance = isLong ? 0.01 : 0.0001;

describe.each(engines)('a failed sign-in, on %s', (engine) => {
  setupInstallation(engine);

  async function fail(account: string, cookie?: string): Promise<number> {
    const browser = new Browser({ 'x-switchboard-peer': '192.0.2.1' });
    if (cookie !== undefined) browser.cookies.set(deviceCookie().name, cookie);
    const failed = browser.does(() => signIn({ email: account, password: 'wrong' }));
    const begun = performance.now();
    await expect(failed).rejects.toMatchObject({ code: 'wrong-credentials' });
    return performance.now() - begun;
  }

  it('asks and writes the same, whether the account exists or not, and whatever cookie is sent', async () => {
    const { device } = await new Browser().does(() => signIn({ email, password }));
    await database()
      .updateTable('users')
      .set({ disabled_at: 1 })
      .where('email', '=', emailOf('Advisor'))
      .execute();
    const statements = await recordStatements();
    const of = async (account: string, cookie?: string) => {
      await fail(account, cookie);
      return statements.take();
    };
    const known = await of(emailOf('Analyst'));
    expect(known.filter((sql) => sql.startsWith('insert into "activity" '))).toHaveLength(1);
    expect(known.filter((sql) => sql.startsWith('begin'))).toHaveLength(2);
    expect(known.filter((sql) => sql.startsWith('commit'))).toHaveLength(2);

    expect(await of('unknown@example.com')).toEqual(known);
    // The next tries come again from the same address and at the same account.
    expect(await of('unknown@example.com')).toEqual(known);
    expect(await of('another@example.com')).toEqual(known);
    expect(await of(emailOf('Analyst'))).toEqual(known);
    expect(await of(emailOf('Advisor'))).toEqual(known);
    for (const cookie of [device, `${device}x`, 'made.up', '']) {
      expect(await of('unknown@example.com', cookie)).toEqual(known);
      expect(await of(emailOf('Analyst'), cookie)).toEqual(known);
      await database().deleteFrom('throttles').execute();
      statements.take();
    }
  });

  it(`takes the same time, whether the account exists or not: ${tries} tries each`, async () => {
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let pair = 0; pair < tries; pair += 1) {
      await database().deleteFrom('throttles').execute();
      // Both kinds take turns, so that a machine that grows slow is slow for both.
      const order = pair % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      for (const kind of order) {
        times[kind].push(await fail(kind === 'known' ? emailOf('Analyst') : `unknown-${pair}@example.com`));
      }
    }
    expect(chanceOfBothBeingOne(times.known, times.unknown)).toBeGreaterThan(leastChance);
  }, 1_200_000);
});

describe('the test of Kolmogorov and Smirnov', () => {
  const spread = (from: number) => Array.from({ length: 500 }, (_, i) => from + ((i * 7919) % 500));

  it('distinguishes two samples of one source from two that differ', () => {
    expect(chanceOfBothBeingOne(spread(0), spread(0.5))).toBeGreaterThan(0.9);
    expect(chanceOfBothBeingOne(spread(0), spread(60))).toBeLessThan(0.01);
  });
});

/** Returns the chance that two samples of times are at least this far apart if they come from one source. */
function chanceOfBothBeingOne(some: readonly number[], others: readonly number[]): number {
  const share = (times: readonly number[], at: number) =>
    times.filter((time) => time <= at).length / times.length;
  const distance = Math.max(
    ...[...some, ...others].map((at) => Math.abs(share(some, at) - share(others, at))),
  );
  const size = Math.sqrt((some.length * others.length) / (some.length + others.length));
  const far = (size + 0.12 + 0.11 / size) * distance;
  if (far < 0.2) return 1;
  let chance = 0;
  for (let k = 1; k <= 100; k += 1) chance += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * far * far);
  return Math.min(1, Math.max(0, chance));
}

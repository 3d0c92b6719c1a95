import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createSeed } from '@/emulator/seeds';
import { setupInstallation } from '../../testing/installation';
import type { Browser } from '../../testing/next-headers';
import { type Input, reviewOf } from '../../testing/reviewing';
import { clientId } from '../../testing/settings-data';
import { inputOf, openForm, plaid } from '../../testing/settings-fixtures';

const megabyte = 1024 * 1024;
/** The delay of each call to Codat. 10,000 companies take five calls, the last four of them at once. */
const delayMs = 50;
const mostMs = 3_000;
const mostLeftBytes = 4 * megabyte;

function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 4; turn += 1) collect();
  return process.memoryUsage().heapUsed;
}

describe('the review before 10,000 companies', () => {
  const portal = setupInstallation('sqlite', { COMPANIES_AGE_MS: '50' });

  async function timed(person: Browser, input: Input) {
    await portal.codat.faults([{ method: 'GET', path: '/*', delayMs, times: 50 }]);
    await portal.codat.clearRequests();
    const startedAt = performance.now();
    const review = await reviewOf(person, input);
    const tookMs = performance.now() - startedAt;
    await portal.codat.clearFaults();
    return { tookMs, count: review.affected?.count, names: review.affected?.names.length };
  }

  it(`is exact, comes in under ${mostMs} ms at ${delayMs} ms a call, and leaves nothing in memory`, async () => {
    await portal.codat.reset('large');
    const linked = Object.values(createSeed('large').companies).filter(({ connections }) =>
      connections.some(({ integrationKey, status }) => integrationKey === plaid && status === 'Linked'),
    ).length;
    const developer = await portal.signInAs('Developer');
    const input = inputOf(await openForm(developer), { values: { clientId } });
    // The first review also loads what the process keeps for good.
    expect(await timed(developer, input)).toMatchObject({ count: linked, names: linked });
    await delay(200);
    const before = usedBytes();
    for (let turn = 0; turn < 3; turn += 1) {
      const { tookMs, count } = await timed(developer, input);
      expect(count).toBe(linked);
      expect(tookMs).toBeLessThan(mostMs);
      const calls = (await portal.codat.requests()).filter(({ path }) => path === '/companies');
      expect(calls).toHaveLength(5);
      await delay(200);
    }
    expect(usedBytes() - before).toBeLessThan(mostLeftBytes);
  }, 60_000);
});

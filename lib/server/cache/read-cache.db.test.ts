import { afterEach, describe, expect, it, vi } from 'vitest';
import { noteQuotaReached, noteQuotaReset } from '../codat/quota';
import type { InstanceRow } from '../db/schema';
import { requireInstance } from '../instances/find-instance';
import { setupInstallation } from '../testing/installation';
import { addOtherInstance, otherInstance } from '../testing/instances/other-instance';
import { ReadCache } from './read-cache';

type Reading = { readonly readAt: number };

const anyAge = Number.POSITIVE_INFINITY;
const minuteMs = 60_000;
const cacheWith = (rules: Partial<ConstructorParameters<typeof ReadCache>[0]> = {}) =>
  new ReadCache<Reading, number>({ tracksConnections: true, hasTimeLimit: false, ...rules });

/** Counts the readings; each begins now, is as slow as `until`, and is a value of its own. */
function counted(until: Promise<unknown> = Promise.resolve()) {
  return vi.fn(async (): Promise<Reading> => {
    const readAt = Date.now();
    await until;
    return { readAt };
  });
}

function newer(instance: InstanceRow, changes: Partial<InstanceRow>): InstanceRow {
  return { ...instance, ...changes };
}

describe('the cache of readings', () => {
  const portal = setupInstallation('sqlite', { PAGE_TIMEOUT_MS: '100' });
  afterEach(async () => noteQuotaReset((await portal.instanceRow()).id));

  it('shares a reading in progress, and a finished one up to the age that a request accepts', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const instance = await portal.instanceRow();
    const cache = cacheWith();
    const read = counted();
    const [one, other] = await Promise.all([
      cache.take(instance, 'a', { maxAgeMs: 0, read }),
      cache.take(instance, 'a', { maxAgeMs: 0, read }),
    ]);
    expect(other).toBe(one);
    vi.setSystemTime(Date.now() + 999);
    expect(await cache.take(instance, 'a', { maxAgeMs: 1_000, read })).toBe(one);
    expect(await cache.find(instance, 'a', 1_000)).toBe(one);
    vi.setSystemTime(Date.now() + 1);
    expect(cache.find(instance, 'a', 1_000)).toBeNull();
    expect(await cache.take(instance, 'a', { maxAgeMs: anyAge, read })).toBe(one);
    expect(await cache.take(instance, 'a', { maxAgeMs: 1_000, read })).not.toBe(one);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('reads again after a write, however old a reading may be, and even if one is in progress', async () => {
    const instance = await portal.instanceRow();
    const cache = cacheWith();
    const read = counted();
    const before = cache.take(instance, 'a', { maxAgeMs: anyAge, read });
    const written = newer(instance, { revision: instance.revision + 1 });
    const after = await cache.take(written, 'a', { maxAgeMs: anyAge, read });
    expect(after).not.toBe(await before);
    expect(await cache.take(written, 'a', { maxAgeMs: anyAge, read })).toBe(after);
  });

  it('reads again after a webhook if it tracks connections and the request does not accept any age', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const instance = await portal.instanceRow();
    const notified = newer(instance, { connections_revision: instance.connections_revision + 1 });
    const read = counted();
    const [tracking, other] = [cacheWith(), cacheWith({ tracksConnections: false })];
    const first = await tracking.take(instance, 'a', { maxAgeMs: minuteMs, read });
    const second = await other.take(instance, 'a', { maxAgeMs: minuteMs, read });
    vi.setSystemTime(Date.now() + 2_000);
    expect(await other.take(notified, 'a', { maxAgeMs: minuteMs, read })).toBe(second);
    expect(await tracking.take(notified, 'a', { maxAgeMs: anyAge, read })).toBe(first);
    expect(await tracking.take(notified, 'a', { maxAgeMs: minuteMs, read })).not.toBe(first);
  });

  it('keeps no failure, and a failure that comes late leaves the reading after it', async () => {
    const instance = await portal.instanceRow();
    const cache = cacheWith();
    let fail: (error: Error) => void = () => {};
    const failing = counted(
      new Promise((_, reject) => {
        fail = reject;
      }),
    );
    const first = cache.take(instance, 'a', { maxAgeMs: minuteMs, read: failing });
    const written = newer(instance, { revision: instance.revision + 1 });
    const kept = await cache.take(written, 'a', { maxAgeMs: minuteMs, read: counted() });
    fail(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    expect(await cache.find(written, 'a', minuteMs)).toBe(kept);
    const refused = async () => {
      throw new Error('refused');
    };
    await expect(cache.take(instance, 'b', { maxAgeMs: minuteMs, read: refused })).rejects.toThrow('refused');
    expect(cache.find(instance, 'b', anyAge)).toBeNull();
  });

  it('ends a reading after half of a page’s time only if it has a time limit', async () => {
    const instance = await portal.instanceRow();
    let finish: (value: unknown) => void = () => {};
    const slow = counted(
      new Promise((resolve) => {
        finish = resolve;
      }),
    );
    const patient = cacheWith().take(instance, 'a', { maxAgeMs: 0, read: slow });
    const limited = cacheWith({ hasTimeLimit: true }).take(instance, 'a', { maxAgeMs: 0, read: slow });
    await expect(limited).rejects.toMatchObject({ code: 'codat-unavailable', facts: { reason: 'time-out' } });
    finish(null);
    expect(await patient).toMatchObject({ readAt: expect.any(Number) });
  });

  it('reports the progress of a reading to all who wait for it, and the latest one to those who come later', async () => {
    const instance = await portal.instanceRow();
    const cache = cacheWith();
    let begun: () => void = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let step: () => void = () => {};
    const read = async (_codat: unknown, tell: (progress: number) => void) => {
      tell(1);
      begun();
      await new Promise<void>((resolve) => {
        step = resolve;
      });
      tell(2);
      return { readAt: Date.now() };
    };
    const seen: string[] = [];
    const take = (name: string) => {
      const onProgress = (progress: number) => seen.push(`${name} ${progress}`);
      return cache.take(instance, 'a', { maxAgeMs: 0, read, onProgress });
    };
    const early = take('early');
    await hasBegun;
    const late = take('late');
    step();
    expect(await late).toBe(await early);
    expect(seen).toEqual(['early 1', 'late 1', 'early 2', 'late 2']);
  });

  it('drops a finished reading after its time, but not while the quota is nearly used up', async () => {
    const instance = await portal.instanceRow();
    const cache = cacheWith({ dropAfterMs: minuteMs });
    vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
    await cache.take(instance, 'a', { maxAgeMs: anyAge, read: counted() });
    noteQuotaReached(instance.id, Date.now(), Date.now() + 90_000);
    vi.advanceTimersByTime(minuteMs);
    expect(cache.find(instance, 'a', anyAge)).not.toBeNull();
    vi.advanceTimersByTime(minuteMs);
    expect(cache.find(instance, 'a', anyAge)).toBeNull();
  });

  it('evicts the entry that was read longest ago, and forgets those of one instance alone', async () => {
    const instance = await portal.instanceRow();
    await addOtherInstance(portal);
    const other = await requireInstance(otherInstance);
    const cache = cacheWith({ maxEntries: 2 });
    const read = counted();
    for (const name of ['a', 'b', 'a', 'c']) await cache.take(instance, name, { maxAgeMs: 0, read });
    const names = (row: InstanceRow) => ['a', 'b', 'c'].filter((name) => cache.find(row, name, anyAge));
    expect(names(instance)).toEqual(['a', 'c']);
    await cache.take(other, 'b', { maxAgeMs: 0, read });
    cache.forget(instance.id);
    expect([names(instance), names(other)]).toEqual([[], ['b']]);
  });
});

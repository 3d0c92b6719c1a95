import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resetProcessState } from '../process-singleton';
import { isQuotaLow, noteQuota, noteQuotaReached, noteQuotaReset } from './quota';

const now = Date.parse('2026-03-12T20:00:00Z');
const midnight = Date.parse('2026-03-13T00:00:00Z');
const left = (remaining: number) =>
  new Headers({ 'x-rate-limit-limit': '1000', 'x-rate-limit-remaining': String(remaining) });

describe('the daily quota', () => {
  beforeEach(() => {
    resetProcessState();
    vi.setSystemTime(now);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is low when an answer says so, for a quarter of an hour', () => {
    noteQuota('a', left(99));
    expect([isQuotaLow('a'), isQuotaLow('b')]).toEqual([true, false]);
    vi.setSystemTime(now + 15 * 60_000);
    expect(isQuotaLow('a')).toBe(false);
  });

  it('that Codat reports as used up is low until it is renewed', () => {
    noteQuotaReached('a', now, midnight);
    vi.setSystemTime(midnight - 1);
    expect([isQuotaLow('a'), isQuotaLow('b')]).toEqual([true, false]);
    vi.setSystemTime(midnight);
    expect(isQuotaLow('a')).toBe(false);
  });

  it.each([
    ['nothing', null, null],
    ['a year', now, now + 365 * 86_400_000],
  ])('that is said to be used up for %s is low until midnight', (_, saidAt, until) => {
    noteQuotaReached('a', saidAt, until);
    vi.setSystemTime(midnight - 1);
    expect(isQuotaLow('a')).toBe(true);
    vi.setSystemTime(midnight);
    expect(isQuotaLow('a')).toBe(false);
  });

  it.each([
    ['that ended before it came', now - 1, now - 1],
    ['of yesterday', now - 86_400_000, null],
  ])('is not low for a notice %s', (_, saidAt, until) => {
    noteQuotaReached('a', saidAt, until);
    expect(isQuotaLow('a')).toBe(false);
  });

  it('is no longer low once Codat reports its renewal, or an answer shows it', () => {
    noteQuota('a', left(0));
    noteQuotaReached('a', now, midnight);
    noteQuotaReset('a');
    expect(isQuotaLow('a')).toBe(false);
    noteQuotaReached('a', now, midnight);
    noteQuota('a', left(50));
    expect(isQuotaLow('a')).toBe(true);
    noteQuota('a', left(900));
    expect(isQuotaLow('a')).toBe(false);
  });
});

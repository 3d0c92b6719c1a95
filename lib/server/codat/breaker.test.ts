import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resetProcessState } from '../process-singleton';
import { type Admission, admit, isPaused, requireReachable } from './breaker';

const codat = 'https://api.codat.example';
const pauseMs = 2_000;

beforeEach(() => {
  vi.stubEnv('BREAKER_PAUSE_MS', String(pauseMs));
  resetProcessState();
  vi.useFakeTimers();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  resetProcessState();
});

async function silence(times: number, url = codat): Promise<void> {
  const calls = await Promise.all(Array.from({ length: times }, () => admit(url)));
  for (const call of calls) call.unanswered();
}

/** Returns how long the caller has to wait, or null if the call is let through. */
async function refusal(url = codat): Promise<unknown> {
  const settled = admit(url).then(
    () => null,
    (error: { facts: { reason: string; seconds: number } }) => error.facts,
  );
  await vi.advanceTimersByTimeAsync(600);
  return settled;
}

describe('the breaker', () => {
  it('opens after three calls in a row without an answer, for its host alone', async () => {
    await silence(2);
    expect(isPaused(codat)).toBe(false);
    await silence(1);
    expect(isPaused(codat)).toBe(true);
    expect(() => requireReachable(codat)).toThrow('codat-unavailable');
    await expect(admit(`${codat}/companies`)).rejects.toMatchObject({
      code: 'codat-unavailable',
      facts: { reason: 'paused', seconds: 2 },
    });
    (await admit('https://api.codat.example:8443')).answered();
  });

  it('is closed by any answer in between, and counts each call once', async () => {
    await silence(2);
    (await admit(codat)).answered();
    const call = await admit(codat);
    for (let i = 0; i < 3; i += 1) call.unanswered();
    await silence(1);
    expect(isPaused(codat)).toBe(false);
    const heard = await admit(codat);
    heard.answered();
    heard.unanswered();
    await silence(2);
    expect(isPaused(codat)).toBe(false);
  });

  it('lets one call try after the pause, and opens again where it goes unanswered', async () => {
    await silence(3);
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(isPaused(codat)).toBe(false);
    const probe = await admit(codat);
    expect(await refusal()).toEqual({ reason: 'paused', seconds: 1 });
    probe.unanswered();
    expect(await refusal()).toEqual({ reason: 'paused', seconds: 2 });
    await vi.advanceTimersByTimeAsync(pauseMs);
    (await admit(codat)).answered();
    expect(await refusal()).toBeNull();
  });

  it('lets through the calls that came during a trial call, once the trial is answered', async () => {
    await silence(3);
    await vi.advanceTimersByTimeAsync(pauseMs);
    const probe = await admit(codat);
    const others = [admit(codat), admit(codat)];
    probe.answered();
    const admitted: Admission[] = await Promise.all(others);
    expect(admitted).toHaveLength(2);
  });

  it('turns away the calls that came during a trial call if the trial goes unanswered', async () => {
    await silence(3);
    await vi.advanceTimersByTimeAsync(pauseMs);
    const probe = await admit(codat);
    const others = Promise.allSettled([admit(codat), admit(codat)]);
    probe.unanswered();
    expect((await others).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('never stops a caller from reading back what was sent', async () => {
    await silence(3);
    const owed = await admit(codat, true);
    expect(isPaused(codat)).toBe(true);
    owed.answered();
    expect(isPaused(codat)).toBe(false);
  });

  it('says in the log when it opens and when it closes', async () => {
    await silence(3);
    await vi.advanceTimersByTimeAsync(pauseMs);
    (await admit(codat)).answered();
    const lines = vi.mocked(process.stdout.write).mock.calls.map(([line]) => JSON.parse(String(line)).event);
    expect(lines).toEqual(['codat-paused', 'codat-answers-again']);
  });
});

import 'server-only';

import { env } from '../env';
import { AppError } from '../errors';
import { logEvent, logWarning } from '../log';
import { processSingleton } from '../process-singleton';

// One breaker for each API host, in memory. After three calls in a row without an answer it opens: nothing is sent for
// a pause, and callers get an error at once. Then one call may try: an answer closes the breaker, silence opens it for
// another pause. An HTTP answer is never silence, whatever its status.

type Breaker = {
  /** Calls in a row without an answer. */
  silent: number;
  /** A reading of the monotonic clock; meaningful only while the breaker is open. */
  openUntil: number;
  /** The trial call, if one is in progress. */
  probe: Promise<void> | null;
};

/** A call that was let through. It reports its outcome once. */
export type Admission = { readonly answered: () => void; readonly unanswered: () => void };

const mostSilent = 3;
/** A call that comes during the trial call waits this long for its answer, instead of being turned away at once. */
const maxBackoffMs = 500;
const breakers = processSingleton('breakers', () => new Map<string, Breaker>());

/**
 * Lets a call through, or throws where nothing may be sent. `isOwed`: it reads back what was sent without an answer, which
 * a person waits for; so it goes in any case.
 */
export async function admit(url: string, isOwed = false): Promise<Admission> {
  const host = new URL(url).host;
  const breaker = breakerOf(host);
  if (isOwed || !isOpen(breaker)) return admission(host, breaker);
  refuseDuringPause(breaker);
  const { probe } = breaker;
  if (probe) {
    await atMost(maxBackoffMs, probe);
    if (!isOpen(breaker)) return admission(host, breaker);
    refuseDuringPause(breaker);
    if (breaker.probe !== null) throw paused(0);
  }
  let end = () => {};
  breaker.probe = new Promise((resolve) => {
    end = resolve;
  });
  return admission(host, breaker, () => {
    breaker.probe = null;
    end();
  });
}

/** Throws during the pause: for what would only read, to find out that it can't. */
export function requireReachable(url: string): void {
  const breaker = breakerOf(new URL(url).host);
  if (isOpen(breaker)) refuseDuringPause(breaker);
}

export function isPaused(url: string): boolean {
  const breaker = breakerOf(new URL(url).host);
  return isOpen(breaker) && performance.now() < breaker.openUntil;
}

function admission(host: string, breaker: Breaker, whenOver: () => void = () => {}): Admission {
  let isOver = false;
  const once = (tell: () => void) => () => {
    if (isOver) return;
    isOver = true;
    tell();
    whenOver();
  };
  return {
    answered: once(() => {
      if (isOpen(breaker)) logEvent('codat-answers-again', { host });
      breaker.silent = 0;
    }),
    unanswered: once(() => {
      breaker.silent += 1;
      if (!isOpen(breaker)) return;
      const pauseMs = env().breakerPauseMs;
      breaker.openUntil = performance.now() + pauseMs;
      logWarning('codat-paused', { host, silentCalls: breaker.silent, pauseMs });
    }),
  };
}

function breakerOf(host: string): Breaker {
  const all = breakers.get();
  const breaker = all.get(host) ?? { silent: 0, openUntil: 0, probe: null };
  all.set(host, breaker);
  return breaker;
}

function isOpen({ silent }: Breaker): boolean {
  return silent >= mostSilent;
}

function refuseDuringPause({ openUntil }: Breaker): void {
  const leftMs = openUntil - performance.now();
  if (leftMs > 0) throw paused(leftMs);
}

function paused(leftMs: number): AppError {
  return new AppError('codat-unavailable', {
    reason: 'paused',
    seconds: Math.max(1, Math.ceil(leftMs / 1000)),
  });
}

async function atMost(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

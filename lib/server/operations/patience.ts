import 'server-only';

import type { OpenOperation } from '../db/schema';
import { env } from '../env';

// How long an open operation is looked at, and how often: all of it on the database's clock, which every server shares.

const initialBackoffMs = 10_000;
const maxBackoffMs = 15 * 60_000;
/** Some two hours of looking. */
const maxCheckAttempts = 14;

type Looked = Pick<OpenOperation, 'check_attempts' | 'next_check_at'>;

/** How long to wait after so many attempts without result. */
export function backoffMsAfter(attempts: number): number {
  return Math.min(maxBackoffMs, initialBackoffMs * 2 ** attempts);
}

/** A look ahead of its time, for a person who asks, uses up nothing of the patience. */
export function isAheadOfTime({ next_check_at }: Looked, now: number): boolean {
  return next_check_at > now;
}

export function isPatienceOver(operation: Looked, now: number): boolean {
  return operation.check_attempts >= maxCheckAttempts && !isAheadOfTime(operation, now);
}

/** The longest that a living request can take for its write, its readings and its last transaction. */
export function longestRequestMs(): number {
  const { codatTimeoutMs, readBackDelayMs } = env();
  return 3 * codatTimeoutMs + readBackDelayMs + 8_000;
}

/**
 * Returns whether no living request holds the operation any more: it has given it up after Codat's acceptance, has
 * handed it to a person, or has had the time to come to its end.
 */
export function isReleased(operation: OpenOperation, now: number): boolean {
  const { accepted_at, check_attempts, needs_attention, started_at } = operation;
  const isGivenUp = needs_attention === 1 || (accepted_at !== null && check_attempts > 0);
  return isGivenUp || now - started_at > longestRequestMs();
}

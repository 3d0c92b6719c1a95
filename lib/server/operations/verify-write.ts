import 'server-only';

import { setTimeout as delay } from 'node:timers/promises';
import type { WriteAnswer } from '../codat/errors';
import { env } from '../env';

/** Codat's state after a write. `diverged`: neither what was asked for nor what was there before. */
export type WriteObservation = 'applied' | 'unchanged' | 'diverged' | 'unknown';

/**
 * Reads Codat's state after the write. "Not applied" takes two equal readings some seconds apart, unless Codat refused
 * it outright: a late effect must not be reported as a failure. `isFinal`: the refusal says that there is no such
 * write, so that one reading is enough, even one that fails.
 */
export async function readBack(
  look: () => Promise<WriteObservation>,
  answer: WriteAnswer,
  isFinal = false,
): Promise<WriteObservation> {
  const first = await observeSafely(look);
  if (isFinal) return first === 'applied' ? first : 'unchanged';
  if (first === 'applied' || (first === 'unchanged' && answer.kind === 'refused')) return first;
  await delay(env().readBackDelayMs);
  const second = await observeSafely(look);
  return second === 'applied' || second === first ? second : 'unknown';
}

/** Returns the facts of an answer that may be recorded and shown. */
export function factsOf(answer: WriteAnswer): Record<string, string | number> {
  if (answer.kind === 'accepted') return {};
  return {
    ...(answer.status === null ? {} : { status: answer.status }),
    ...(answer.kind === 'refused' && answer.correlationId ? { correlationId: answer.correlationId } : {}),
    ...(answer.kind === 'refused' && answer.retryAfterSeconds !== null
      ? { seconds: answer.retryAfterSeconds }
      : {}),
  };
}

export async function observeSafely(look: () => Promise<WriteObservation>): Promise<WriteObservation> {
  try {
    return await look();
  } catch {
    return 'unknown';
  }
}

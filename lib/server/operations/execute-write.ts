import 'server-only';

import type { ActivityDetails } from '../activity/record';
import type { WriteAnswer } from '../codat/errors';
import type { Trx } from '../db/database';
import type { OpenOperation } from '../db/schema';
import { AppError, type ErrorParams, isAppError } from '../errors';
import { logUnexpected } from '../log';
import type { OperationDefinition } from './definition';
import {
  closeOperation,
  invalidateSnapshots,
  markAccepted,
  markNeedsAttention,
  scheduleNextCheck,
} from './operations';
import { backoffMsAfter } from './patience';
import { factsOf, readBack, type WriteObservation } from './verify-write';

// The one path of every write to Codat, from its durable intent to its recorded outcome: sent once, then read until the
// outcome is known. Returns if it was applied; every other end is an error that says which.

export type Write = {
  readonly definition: OperationDefinition;
  readonly send: () => Promise<WriteAnswer>;
  readonly look: () => Promise<WriteObservation>;
  /** For the sentence of an error. */
  readonly facts: ErrorParams;
  /** Details that the outcome records in addition to Codat's answer, such as the id of what was made. */
  readonly outcomeDetails?: () => ActivityDetails;
  /** Made in the transaction that records the outcome. */
  readonly onApplied?: (trx: Trx) => Promise<void>;
  readonly onRefused?: (trx: Trx, status: number) => Promise<void>;
  /** The code of an outright refusal, where it is more than "Codat refused this". */
  readonly refusalCode?: (status: number) => AppError['code'] | null;
  /** Whether a refusal says that Codat has no such write at all. */
  readonly isFinal?: (status: number) => boolean;
  /** The operation's new `pending` once Codat has accepted, if the answer adds to what was known. */
  readonly pendingOnceAccepted?: () => string;
};

export async function executeWrite(operation: OpenOperation, write: Write): Promise<void> {
  try {
    await sendAndSettle(operation, write);
  } catch (error) {
    if (isAppError(error)) throw error;
    // Switchboard failed after the write was sent: its outcome will be reconciled by reading.
    logUnexpected('write-not-recorded', error);
    throw new AppError('outcome-unknown', write.facts);
  }
}

async function sendAndSettle(sent: OpenOperation, write: Write): Promise<void> {
  const answer = await sendOnce(sent, write);
  const operation =
    answer.kind === 'accepted' ? await markAccepted(sent, write.pendingOnceAccepted?.()) : sent;
  const isFinal = answer.kind === 'refused' && write.isFinal?.(answer.status) === true;
  const seen = await readBack(write.look, answer, isFinal);
  const recorded = factsOf(answer);
  const facts = { ...recorded, ...write.facts };

  if (seen === 'applied') {
    const details = { ...recorded, ...write.outcomeDetails?.() };
    const closing = { outcome: 'applied', details, inSameTransaction: write.onApplied } as const;
    if (await closeOperation(write.definition, operation, closing)) return;
    throw new AppError('outcome-unknown', facts);
  }
  if (seen === 'diverged') {
    await markNeedsAttention(operation);
    throw new AppError('needs-attention', facts);
  }
  // Codat said yes, so readings that don't show it are more likely behind than right. The operation stays open, and is
  // looked at again until the patience is over.
  if (answer.kind === 'accepted') {
    await scheduleNextCheck(operation, backoffMsAfter(operation.check_attempts));
    await invalidateSnapshots(operation.instance_id);
    throw new AppError('not-visible-yet', facts);
  }
  // Silence or an error at Codat may still turn into an effect, or hide one behind stale readings. The operation stays
  // open and is reconciled by reading, once nothing sent can be in flight any more.
  if (seen === 'unknown' || answer.kind === 'unsure') {
    await invalidateSnapshots(operation.instance_id);
    throw new AppError('outcome-unknown', facts);
  }
  const closed = await closeOperation(write.definition, operation, {
    outcome: 'refused',
    details: recorded,
    inSameTransaction: async (trx) => write.onRefused?.(trx, answer.status),
  });
  if (!closed) throw new AppError('outcome-unknown', facts);
  throw new AppError(write.refusalCode?.(answer.status) ?? refusalCode(answer.status), facts);
}

/** A breaker that has opened since the intent was recorded sends nothing, and says so by an error. */
async function sendOnce(operation: OpenOperation, { definition, send }: Write): Promise<WriteAnswer> {
  try {
    return await send();
  } catch (error) {
    const closing = { outcome: 'not-applied', details: { sent: false } } as const;
    if (isAppError(error)) await closeOperation(definition, operation, closing);
    throw error;
  }
}

/** Returns the error code of an outright refusal by Codat. */
export function refusalCode(status: number): AppError['code'] {
  if (status === 401) return 'codat-key-refused';
  return status === 429 ? 'codat-rate-limited' : 'codat-refused';
}

import { createId } from '@/lib/create-id';
import type { DeletionResult, RestoreResult, SaveResult } from '@/lib/integrations/views';
import type { ErrorCode, Outcome } from '@/lib/result';

/** One decision on its way: it keeps its key until its outcome is known, so that sending it again writes nothing twice. */
export type Attempt = {
  readonly key: string;
  /** The decision itself; a changed one needs a key of its own. */
  readonly decision: string;
  /** True once it was sent and its outcome is unknown. */
  readonly isOpen: boolean;
};

/**
 * `unknown`: the write may have happened, or may still happen. `known`: the outcome of the key is final. `unsent`: this
 * request wrote nothing, which says nothing of an earlier one under the same key. `reviewed`: the review rests on the key.
 */
type Effect = 'unknown' | 'known' | 'unsent' | 'reviewed';

const effectOfError = {
  'outcome-unknown': 'unknown',
  'not-visible-yet': 'unknown',
  unexpected: 'unknown',
  'not-applied': 'known',
  'codat-refused': 'known',
  'codat-rate-limited': 'known',
  'codat-key-refused': 'known',
  'enablement-refused': 'known',
  'needs-attention': 'known',
  superseded: 'known',
  invalid: 'unsent',
  unauthenticated: 'unsent',
  forbidden: 'unsent',
  'not-found': 'unsent',
  conflict: 'unsent',
  'instance-changed': 'unsent',
  'needs-set-up': 'unsent',
  'needs-confirmation': 'unsent',
  'wrong-credentials': 'unsent',
  throttled: 'unsent',
  'codat-unavailable': 'unsent',
  'masked-by-codat': 'unsent',
  'not-confirmed': 'unsent',
  'not-linked': 'unsent',
  'not-offered': 'unsent',
  'user-exists': 'unsent',
  'last-administrator': 'unsent',
  'link-over': 'unsent',
  'weak-password': 'unsent',
  'wrong-password': 'unsent',
  'passwords-off': 'unsent',
  'oidc-refused': 'unsent',
  'role-by-issuer': 'unsent',
  'needs-oidc-session': 'unsent',
  'only-sign-in': 'unsent',
  'no-password': 'unsent',
  'two-factor-required': 'unsent',
  'two-factor-refused': 'unsent',
  'wrong-code': 'unsent',
  // The review before it rests on the key, and the same request is sent once more.
  'fresh-sign-in-required': 'reviewed',
} as const satisfies Record<ErrorCode, Effect>;

type ResultKind = (SaveResult | RestoreResult | DeletionResult)['kind'];

/** A result without a kind is an applied write. */
const effectOfResult = {
  'needs-review': 'reviewed',
  saved: 'known',
  restored: 'known',
  deleted: 'known',
  unchanged: 'known',
  conflict: 'unsent',
  'needs-values': 'unsent',
  'key-rejected': 'unsent',
  invalid: 'unsent',
} as const satisfies Record<ResultKind, Effect>;

/** Returns the attempt that `decision` is sent under: the last one if it is the same decision, else a new one. */
export function toAttempt(last: Attempt | null, decision: string, createKey = createId): Attempt {
  return last?.decision === decision ? last : { key: createKey(), decision, isOpen: false };
}

/** Returns what is left of an attempt after an answer; null if the next one needs a new key. */
export function afterAnswer(attempt: Attempt, answer: Outcome<unknown>): Attempt | null {
  switch (effectOf(answer)) {
    case 'unknown':
      return { ...attempt, isOpen: true };
    case 'reviewed':
      return attempt;
    case 'unsent':
      return attempt.isOpen ? attempt : null;
    case 'known':
      return null;
  }
}

function effectOf(answer: Outcome<unknown>): Effect {
  if (answer.outcome === 'unknown') return 'unknown';
  if (answer.outcome === 'failed') return effectOfError[answer.code];
  const { value } = answer;
  const isKind = typeof value === 'object' && value !== null && 'kind' in value;
  return isKind ? effectOfResult[value.kind as ResultKind] : 'known';
}

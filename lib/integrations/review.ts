import type { InstanceMark } from '@/lib/instances/instance';
import type { ShownEnvironment } from './define-integration';

// The review that a person sees before a change that affects customers. The confirmation shows the server that they saw
// exactly that.

export type ReviewKind = 'save' | 'restore' | 'deletion' | 'disabling';

export type ReviewValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'toggle'; readonly isOn: boolean }
  | { readonly kind: 'environment'; readonly environment: ShownEnvironment }
  /** Says that a secret is set, with its last characters if it is long enough. */
  | { readonly kind: 'secret'; readonly hint: string | null };

export type ReviewRow = {
  readonly label: string;
  readonly before: ReviewValue;
  readonly after: ReviewValue;
};

export type Review = {
  readonly kind: ReviewKind;
  readonly name: string;
  readonly instance: InstanceMark & { readonly name: string; readonly kind: 'test' | 'live' };
  readonly from: ShownEnvironment | null;
  readonly to: ShownEnvironment | null;
  readonly rows: readonly ReviewRow[];
  /** Null where Codat could not be asked who is linked. */
  readonly affected: Hit | null;
  /** The phrase to type before confirming; null if none is needed. */
  readonly phrase: string | null;
  /** Represents exactly what is shown here, for this person and for some minutes. */
  readonly token: string;
};

/** The linked companies, as far as they can be read. */
export type Hit = {
  readonly count: number;
  /** False where not everything could be read: they are so many at least, and the number is unknown. */
  readonly isComplete: boolean;
  readonly names: readonly string[];
  readonly at: number;
};

export type Confirmation = { readonly token: string; readonly phrase: string };

/**
 * Why a confirmation is asked for: for the first time, or once more. `changed`: it is for a different change from the
 * one to be written now.
 */
export type ConfirmationReason =
  | 'required'
  | 'changed'
  | 'expired'
  | 'count-increased'
  | 'count-unavailable'
  | 'phrase-mismatch';

export type NeedsReview = { readonly kind: 'needs-review'; readonly reason: ConfirmationReason };

export type CountProgress = {
  readonly done: number;
  /** Null where Codat says nothing usable. */
  readonly total: number | null;
};

/** More companies than this need a word typed, whatever the environment. */
export const typedConfirmationThreshold = 10;

/** However it is capitalised; what is asked for is care, not spelling. */
export function matchesPhrase(typed: string, phrase: string): boolean {
  const plain = (text: string) => text.trim().normalize('NFC').toLowerCase();
  return plain(typed) === plain(phrase);
}

/**
 * Companies may become linked while the user reads. Up to a tenth more of them is still covered by the confirmation.
 */
export function hasGrown(reviewed: number, now: number): boolean {
  return now > reviewed + reviewed / 10;
}

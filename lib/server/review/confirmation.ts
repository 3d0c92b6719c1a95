import 'server-only';

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import {
  type Confirmation,
  type ConfirmationReason,
  hasGrown,
  matchesPhrase,
  type ReviewKind,
  typedConfirmationThreshold,
} from '@/lib/integrations/review';
import { readKey } from '../key-files';

// A signed token proving that a user reviewed this exact change. It is issued with the review and checked against fresh
// data before the write. Nothing is stored for it; it is worthless for another change or user, and after a quarter of
// an hour. Its operation ensures that it is used only once.

export type ConfirmationClaims = {
  readonly kind: ReviewKind;
  readonly userId: string;
  readonly instanceId: string;
  readonly integrationKey: string;
  readonly operationId: string;
  /** The state that the change rests on. */
  readonly version: number;
  readonly before: string;
  /** Keyed digests of what would be sent and of the draft it comes from: what they stand for can't be read from them. */
  readonly after: string;
  readonly asked: string;
};

/** The part of a review that the browser hands back, and the typed phrase. */
export const confirmationInput = z.object({ token: z.string().max(100), phrase: z.string().max(200) });

export type ConfirmationRule = {
  /** The phrase to type, if one is required. */
  readonly phrase: string;
  /** Whatever the number of companies. */
  readonly always: boolean;
};

/** How many companies are hit: so many at least, and no more of them where the count is complete. */
export type Tally = { readonly known: number; readonly isComplete: boolean };

const validMs = 15 * 60_000;
/** Two servers need not agree about the time to the second. */
const toleratedAheadMs = 60_000;
const format = /^(\d{1,15})\.(\d{1,9})(\+?)\.([\w-]{43})$/;

export function signConfirmation(
  reviewed: ConfirmationClaims,
  { known, isComplete }: Tally,
  at = Date.now(),
): string {
  const head = `${at}.${known}${isComplete ? '' : '+'}`;
  return `${head}.${signatureOf(reviewed, head)}`;
}

type Demand = {
  readonly reviewed: ConfirmationClaims;
  readonly rule: ConfirmationRule;
  /** The companies that are hit, as they have just been counted. */
  readonly now: Tally;
};

/** Null where nothing is left to ask. */
export function checkConfirmation(
  confirmation: Confirmation | undefined,
  { reviewed, rule, now }: Demand,
): ConfirmationReason | null {
  if (!confirmation) return 'required';
  const [, at = '', known = '', more = '', seal = ''] = format.exec(confirmation.token) ?? [];
  if (!isSame(seal, signatureOf(reviewed, `${at}.${known}${more}`))) return 'changed';
  const age = Date.now() - Number(at);
  if (age > validMs || age < -toleratedAheadMs) return 'expired';
  const seen: Tally = { known: Number(known), isComplete: more === '' };
  if (seen.isComplete && !now.isComplete) return 'count-unavailable';
  if (hasGrown(seen.known, now.known)) return 'count-increased';
  const needed = requiresTypedConfirmation(rule, seen) || requiresTypedConfirmation(rule, now);
  return needed && !matchesPhrase(confirmation.phrase, rule.phrase) ? 'phrase-mismatch' : null;
}

export function requiresTypedConfirmation(
  { always }: ConfirmationRule,
  { known, isComplete }: Tally,
): boolean {
  return always || !isComplete || known > typedConfirmationThreshold;
}

/** Every part by its name, so that no two parts can be shifted into one another. */
function signatureOf(reviewed: ConfirmationClaims, head: string): string {
  const { kind, userId, instanceId, integrationKey, operationId, version, before, after, asked } = reviewed;
  const text = JSON.stringify({
    kind,
    userId,
    instanceId,
    integrationKey,
    operationId,
    version,
    before,
    after,
    asked,
    head,
  });
  const key = hkdfSync('sha256', readKey('auth'), Buffer.alloc(0), 'switchboard/confirmation/v1', 32);
  return createHmac('sha256', Buffer.from(key)).update(text).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorStatus, type Outcome } from '@/lib/result';
import { type Attempt, afterAnswer, toAttempt } from './idempotency-key';

const codes = Object.keys(errorStatus) as ErrorCode[];
const lost: Outcome<unknown> = { outcome: 'unknown' };
const applied: Outcome<unknown> = { outcome: 'ok', value: undefined };
const refused = (code: ErrorCode): Outcome<unknown> => ({ outcome: 'failed', code, message: '' });
const result = (kind: string): Outcome<unknown> => ({ outcome: 'ok', value: { kind } });

let made = 0;
const createKey = () => `key ${++made}`;
const begin = (decision = 'draft', last: Attempt | null = null) => toAttempt(last, decision, createKey);
/** The key under which the same decision would be sent after these answers. */
const keyAfter = (first: Attempt, ...answers: readonly Outcome<unknown>[]) => {
  const left = answers.reduce<Attempt | null>(
    (attempt, answer) => afterAnswer(toAttempt(attempt, first.decision, createKey), answer),
    first,
  );
  return toAttempt(left, first.decision, createKey).key;
};

describe('an idempotency key', () => {
  const unknownOutcomes: readonly ErrorCode[] = ['outcome-unknown', 'not-visible-yet', 'unexpected'];
  const keeping: readonly ErrorCode[] = [...unknownOutcomes, 'fresh-sign-in-required'];

  it.each(keeping)('is kept after %s', (code) => {
    const first = begin();
    expect(keyAfter(first, refused(code))).toBe(first.key);
  });

  it('is kept when no answer arrives, and when the server asks for a review', () => {
    const first = begin();
    expect(keyAfter(first, lost)).toBe(first.key);
    expect(keyAfter(first, result('needs-review'), result('needs-review'))).toBe(first.key);
  });

  it.each(codes.filter((code) => !keeping.includes(code)))(
    'is a new one after %s, so that the decision can be sent again',
    (code) => {
      const first = begin();
      expect(keyAfter(first, refused(code))).not.toBe(first.key);
    },
  );

  it.each([
    'saved',
    'restored',
    'deleted',
    'unchanged',
    'conflict',
    'needs-values',
    'key-rejected',
    'invalid',
  ])('is a new one after the result %s', (kind) => {
    const first = begin();
    expect(keyAfter(first, result(kind))).not.toBe(first.key);
  });

  it('is a new one after a write that has no result to tell', () => {
    const first = begin();
    expect(keyAfter(first, applied)).not.toBe(first.key);
    expect(keyAfter(first, { outcome: 'ok', value: { id: '1', linkUrl: null } })).not.toBe(first.key);
  });

  it.each(['unauthenticated', 'throttled', 'codat-unavailable', 'conflict'] as const)(
    'outlives %s while an earlier request under it may still take effect',
    (code) => {
      const first = begin();
      expect(keyAfter(first, lost, refused(code))).toBe(first.key);
      expect(keyAfter(first, lost, result('needs-review'), refused(code))).toBe(first.key);
    },
  );

  it.each(['not-applied', 'codat-refused', 'codat-rate-limited', 'needs-attention'] as const)(
    'ends with %s also after a lost answer: that is the outcome of the key',
    (code) => {
      const first = begin();
      expect(keyAfter(first, lost, refused(code))).not.toBe(first.key);
    },
  );

  it('is never shared by two decisions, whatever is known of the first', () => {
    const first = begin();
    const open = afterAnswer(first, lost);
    expect(open?.isOpen).toBe(true);
    const changed = begin('another draft', open);
    expect(changed.key).not.toBe(first.key);
    expect(changed.isOpen).toBe(false);
  });

  it('writes once, whatever gets lost on the way', () => {
    const fate = fc.constantFrom('arrives', 'answer lost', 'request lost', 'late');
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 12 }), (fates) => {
        // The server writes once for each key; a late request is carried out after all others.
        const written = new Set<string>();
        const late: string[] = [];
        let attempt: Attempt | null = null;
        for (const one of fates) {
          const sent: Attempt = begin('draft', attempt);
          if (one === 'arrives' || one === 'answer lost') written.add(sent.key);
          if (one === 'late') late.push(sent.key);
          attempt = afterAnswer(sent, one === 'arrives' ? applied : lost);
          if (one === 'arrives') break;
        }
        for (const key of late) written.add(key);
        expect(written.size).toBeLessThanOrEqual(1);
      }),
    );
  });
});

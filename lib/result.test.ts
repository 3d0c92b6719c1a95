import { describe, expect, it } from 'vitest';
import { toFailureMessage, toOutcome } from './result';

describe('the outcome of a request', () => {
  const ok = { outcome: 'ok', value: 1 } as const;
  const failed = { outcome: 'failed', code: 'conflict', message: 'It has changed.' } as const;

  it('is the answer of the server, and unknown if none arrived', async () => {
    expect(await toOutcome(Promise.resolve(ok))).toBe(ok);
    expect(await toOutcome(Promise.resolve(failed))).toBe(failed);
    expect(await toOutcome(Promise.reject(new TypeError('Failed to fetch')))).toEqual({ outcome: 'unknown' });
  });

  it('has a sentence unless it is ok', () => {
    expect(toFailureMessage(failed, 'No answer.')).toBe('It has changed.');
    expect(toFailureMessage({ outcome: 'unknown' }, 'No answer.')).toBe('No answer.');
    expect(toFailureMessage(ok, 'No answer.')).toBeNull();
    expect(toFailureMessage(null, 'No answer.')).toBeNull();
  });
});

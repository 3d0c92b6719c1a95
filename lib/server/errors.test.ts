import { describe, expect, it, vi } from 'vitest';
import { AppError, isAppError } from './errors';

describe('an expected error', () => {
  it('is known as one if it comes from another bundle of the same process', async () => {
    vi.resetModules();
    const other = await import('./errors');
    expect(other.AppError).not.toBe(AppError);
    const error: unknown = new other.AppError('codat-refused');
    expect(error).toBeInstanceOf(AppError);
    expect([isAppError(error), isAppError(error, 'codat-refused'), isAppError(error, 'conflict')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is not any other error, nor what only looks like one', () => {
    const others = [new Error('codat-refused'), { code: 'codat-refused', facts: {} }, 'codat-refused', null];
    expect(others.filter((error) => isAppError(error))).toEqual([]);
  });
});

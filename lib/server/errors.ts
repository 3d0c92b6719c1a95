import 'server-only';

import type { ErrorCode } from '@/lib/result';

// Expected outcomes. A code of the closed union in lib/result.ts, and the few facts its sentence needs; never a
// foreign error as cause, since a request that failed carries its body, and the body carries secrets.

export type ErrorParams = Readonly<Record<string, string | number>>;

const brand = Symbol.for('switchboard.AppError');

/**
 * Next bundles pages and routes apart, each with a class of its own, and they share the readings of a cache. So `instanceof`
 * goes by a brand: an error of one bundle is known in every other.
 */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }

  constructor(
    readonly code: ErrorCode,
    readonly facts: ErrorParams = {},
  ) {
    super(code);
    this.name = 'AppError';
  }

  get [brand](): true {
    return true;
  }
}

/** The message for an operator when the server or a command can't continue: one clear sentence, then the end. */
export class StartupError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'StartupError';
  }
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

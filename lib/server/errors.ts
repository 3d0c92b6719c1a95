import 'server-only';

import type { ErrorCode } from '@/lib/result';

// Expected outcomes. A code of the closed union in lib/result.ts, and the few facts its sentence needs; never a
// foreign error as cause, since a request that failed carries its body, and the body carries secrets.

export type ErrorParams = Readonly<Record<string, string | number>>;

export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly facts: ErrorParams = {},
  ) {
    super(code);
    this.name = 'AppError';
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

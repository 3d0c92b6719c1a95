import 'server-only';

import { z } from 'zod';
import type { ErrorCode } from '@/lib/result';
import { BodyTooLarge, readBoundedText } from '../bounded-body';
import { AppError, type ErrorParams } from '../errors';

// A failure of Codat is rebuilt from chosen facts. The original is dropped: it carries the request, and with it
// the key and the secrets that were sent.

export type WriteAnswer =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly correlationId: string | null;
      readonly retryAfterSeconds: number | null;
    }
  /** No answer, or one that does not tell whether the write took effect. */
  | { readonly kind: 'unsure'; readonly status: number | null };

const longestRetryAfterSeconds = 86_400;
const mostBytesOfError = 64 * 1024;

export const errorBody = z.object({
  correlationId: z
    .string()
    .regex(/^[0-9a-fA-F-]{32,36}$/)
    .optional()
    .catch(undefined),
});

export async function toResponseError(response: Response): Promise<AppError> {
  const correlationId = await correlationIdOf(response);
  const facts: ErrorParams = { status: response.status, ...(correlationId ? { correlationId } : {}) };
  if (response.status !== 429) return new AppError(codeFor(response.status), facts);
  return new AppError('codat-rate-limited', { ...facts, seconds: retryAfterSeconds(response.headers) ?? 60 });
}

/** Returns the error for a read without a usable answer: none came, or its body was lost, too long or no JSON. */
export function errorForNoAnswer(error: unknown): AppError {
  return new AppError('codat-unavailable', { reason: reasonOf(error) });
}

function reasonOf(error: unknown): string {
  if (error instanceof BodyTooLarge) return 'oversized';
  if (error instanceof SyntaxError) return 'answer';
  if (isRedirect(error)) return 'redirected';
  return error instanceof Error && error.name === 'TimeoutError' ? 'time-out' : 'connection';
}

/** Node's fetch gives a refused redirect no code of its own. */
function isRedirect(error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return cause instanceof Error && cause.message === 'unexpected redirect';
}

export async function writeAnswerFor(response: Response): Promise<WriteAnswer> {
  const { status } = response;
  const correlationId = await correlationIdOf(response);
  if (status < 400 || status >= 500 || status === 408) return { kind: 'unsure', status };
  return { kind: 'refused', status, correlationId, retryAfterSeconds: retryAfterSeconds(response.headers) };
}

/** Seconds or a date, as the standard allows; nonsense counts as absent and the far future is cut. */
export function retryAfterSeconds(headers: Headers, now = Date.now()): number | null {
  const value = headers.get('retry-after')?.trim();
  if (!value) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, longestRetryAfterSeconds) : null;
}

function codeFor(status: number): ErrorCode {
  if (status === 401) return 'codat-key-refused';
  return status >= 500 ? 'codat-unavailable' : 'codat-refused';
}

async function correlationIdOf(response: Response): Promise<string | null> {
  try {
    const text = await readBoundedText(response, mostBytesOfError);
    return errorBody.parse(JSON.parse(text)).correlationId ?? null;
  } catch {
    return null;
  }
}

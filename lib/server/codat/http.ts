import 'server-only';

import { setTimeout } from 'node:timers/promises';
import { readBoundedText } from '../bounded-body';
import { env } from '../env';
import { AppError } from '../errors';
import type { Secret } from '../secret';
import { type Admission, admit } from './breaker';
import {
  errorForNoAnswer,
  retryAfterSeconds,
  toResponseError,
  type WriteAnswer,
  writeAnswerFor,
} from './errors';
import { noteQuota } from './quota';

// How Codat is called. Every call has a time limit that covers its body too; reads are tried again, writes never; a
// redirect is refused, since fetch would carry a PUT's body, the secret, to wherever it leads. What Codat answers is
// never logged, cached or wrapped into an error: the credentials endpoint answers in clear.

export type CodatAccess = {
  readonly instanceId: string;
  readonly url: string;
  readonly key: Secret;
  /** Hears the status of every answer. */
  readonly onStatus?: (status: number) => Promise<void>;
};

export type ReadOptions = {
  readonly searchParams?: Readonly<Record<string, string | number>>;
  /** How long an answer may be; longer ones are not read to their end. */
  readonly mostBytes?: number;
};

export type CodatHttp = {
  read(path: string, options?: ReadOptions): Promise<unknown>;
  /** Throws an `AppError` only where nothing was sent. */
  write(method: 'PUT' | 'PATCH' | 'DELETE', path: string, body?: string): Promise<WriteAnswer>;
  /** Writes like `write`. `made` is Codat's answer about what it made, or null if that can't be read. */
  create(path: string, body: string): Promise<{ readonly answer: WriteAnswer; readonly made: unknown }>;
};

type WriteRequest = {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: string | undefined;
};

const retriedStatuses: readonly number[] = [429, 502, 503, 504];
const longestPauseMs = 2_000;
/** The limit for one item: a company with all its connections and their errors is the longest. */
const mostBytesOfOne = 4 * 1024 * 1024;

export function codatHttp(access: CodatAccess): CodatHttp {
  /** True once a write has gone unanswered: its outcome is read even while the breaker is open. */
  let isReadingBack = false;

  async function ask(call: Admission, path: string, options: RequestInit): Promise<Response> {
    const authorization = `Basic ${Buffer.from(access.key.reveal()).toString('base64')}`;
    const content = options.body ? { 'content-type': 'application/json' } : {};
    const headers = { authorization, ...content };
    const response = await fetch(`${access.url}/${path}`, {
      ...options,
      headers,
      redirect: 'error',
      cache: 'no-store',
    });
    noteQuota(access.instanceId, response.headers);
    await access.onStatus?.(response.status);
    // A bad answer counts even if it is retried without result. The body of a good one has yet to come.
    if (!response.ok) call.answered();
    return response;
  }

  /** Whatever becomes of the body of an answer, the answer itself has been given. */
  async function send<Result>(
    { method, path, body }: WriteRequest,
    take: (response: Response) => Promise<Result>,
  ): Promise<{ answer: WriteAnswer; taken: Result | null }> {
    const call = await admit(access.url);
    const signal = AbortSignal.timeout(env().codatTimeoutMs);
    try {
      const response = await ask(call, path, { method, body: body ?? null, signal });
      if (!response.ok) return { answer: await writeAnswerFor(response), taken: null };
      call.answered();
      const taken = await take(response).catch(() => null);
      return {
        answer: response.status === 202 ? { kind: 'unsure', status: 202 } : { kind: 'accepted' },
        taken,
      };
    } catch (error) {
      tell(call, error);
      isReadingBack = true;
      return { answer: { kind: 'unsure', status: null }, taken: null };
    }
  }

  return {
    async read(path, { searchParams = {}, mostBytes = mostBytesOfOne } = {}) {
      const call = await admit(access.url, isReadingBack);
      // Next answers an equal GET of the same page with the answer it had before, but none that has a signal.
      const signal = AbortSignal.timeout(env().codatTimeoutMs);
      const query = new URLSearchParams(
        Object.entries(searchParams).map(([name, value]) => [name, `${value}`]),
      );
      const address = query.size === 0 ? path : `${path}?${query}`;
      try {
        const response = await askAgain(() => ask(call, address, { signal }), signal);
        if (!response.ok) throw await toResponseError(response);
        const text = await readBoundedText(response, mostBytes);
        call.answered();
        return JSON.parse(text);
      } catch (error) {
        tell(call, error);
        throw error instanceof AppError ? error : errorForNoAnswer(error);
      }
    },

    async write(method, path, body) {
      const { answer } = await send({ method, path, body }, async (response) => response.body?.cancel());
      return answer;
    },

    async create(path, body) {
      const { answer, taken } = await send({ method: 'POST', path, body }, async (response) =>
        JSON.parse(await readBoundedText(response, mostBytesOfOne)),
      );
      return { answer, made: taken };
    },
  };
}

/** A key is part of an address, and comes from one: a dot in it would climb to another of Codat's paths. */
export function segment(key: string): string {
  if (!/^[\w-]+$/.test(key)) throw new AppError('not-found');
  return key;
}

/**
 * Retries at most twice within the time limit. A longer pause is reported to the caller instead. Only `Retry-After`
 * asks for one: the renewal time of the daily quota is on every answer from Codat.
 */
async function askAgain(ask: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  for (const usualPauseMs of [300, 600]) {
    const response = await ask().catch(() => signal.throwIfAborted());
    const seconds = response ? retryAfterSeconds(response.headers) : null;
    const pauseMs = seconds === null ? usualPauseMs : seconds * 1000;
    const isRetried = !response || (retriedStatuses.includes(response.status) && pauseMs <= longestPauseMs);
    if (!isRetried) return response;
    void response?.body?.cancel().catch(() => {});
    await setTimeout(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  return ask();
}

function tell(call: Admission, error: unknown): void {
  if (isSilence(error)) call.unanswered();
  else call.answered();
}

/** The time limit, or a connection that was refused or lost: of these alone the cause has a code of the system's. */
function isSilence(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError') return true;
  return error instanceof TypeError && error.cause instanceof Error && 'code' in error.cause;
}

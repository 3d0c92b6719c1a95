import 'server-only';

import ky, { HTTPError, type KyInstance } from 'ky';
import { readBoundedText } from '../bounded-body';
import { env } from '../env';
import { AppError } from '../errors';
import type { Secret } from '../secret';
import { type Admission, admit } from './breaker';
import {
  errorForAnswer,
  errorForNoAnswer,
  retryAfterSeconds,
  type WriteAnswer,
  writeAnswerFor,
} from './errors';
import { noteQuota } from './quota';

// How Codat is called. Every call has a time limit that covers its body too; reads are tried again, writes never; a
// redirect is refused, since fetch would carry a PUT's body, the secret, to wherever it leads. What Codat answers is
// never logged, cached or wrapped into an error: the credentials endpoint answers in clear.

export type CodatAccess = { readonly instanceId: string; readonly url: string; readonly key: Secret };

export type ReadOptions = {
  readonly searchParams?: Readonly<Record<string, string | number>>;
  /** How long an answer may be; longer ones are not read to their end. */
  readonly mostBytes?: number;
};

export type CodatHttp = {
  read(path: string, options?: ReadOptions): Promise<unknown>;
  /** Throws an `AppError` only where nothing was sent. */
  write(method: 'put' | 'patch' | 'delete', path: string, body?: string): Promise<WriteAnswer>;
  /** As `write`, for what Codat makes: `made` is what it answers of it, null where that can't be read. */
  create(path: string, body: string): Promise<{ readonly answer: WriteAnswer; readonly made: unknown }>;
};

const retriedStatuses = [429, 502, 503, 504] as const;
const longestPauseMs = 2_000;
/** Of one thing: a company with all its connections and their errors is the longest. */
const mostBytesOfOne = 4 * 1024 * 1024;

export function codatHttp(access: CodatAccess): CodatHttp {
  const http = httpFor(access);
  /** A write of ours went unanswered: what came of it is read also while the breaker is open. */
  let isReadingBack = false;

  /** Whatever becomes of the body of an answer, the answer itself has been given. */
  async function send<Result>(
    method: 'post' | 'put' | 'patch' | 'delete',
    path: string,
    body: string | undefined,
    take: (response: Response) => Promise<Result>,
  ): Promise<{ answer: WriteAnswer; taken: Result | null }> {
    const call = await admit(access.url);
    const signal = AbortSignal.timeout(env().codatTimeoutMs);
    try {
      const content = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
      const response = await http(path, { method, signal, ...content, fetch: fetchFor(access, call) });
      call.answered();
      const taken = await take(response).catch(() => null);
      return {
        answer: response.status === 202 ? { kind: 'unsure', status: 202 } : { kind: 'accepted' },
        taken,
      };
    } catch (error) {
      tell(call, error);
      if (error instanceof HTTPError) return { answer: await writeAnswerFor(error.response), taken: null };
      isReadingBack = true;
      return { answer: { kind: 'unsure', status: null }, taken: null };
    }
  }

  return {
    async read(path, { searchParams, mostBytes = mostBytesOfOne } = {}) {
      const call = await admit(access.url, isReadingBack);
      const signal = AbortSignal.timeout(env().codatTimeoutMs);
      try {
        // While a page is drawn, Next answers an equal GET with the answer it had before, and every retry would fail
        // like the first try. It leaves requests with `keepalive` alone, and Node does nothing else with it.
        const options = { signal, keepalive: true, fetch: fetchFor(access, call) };
        const response = await http.get(path, searchParams ? { ...options, searchParams } : options);
        const text = await readBoundedText(response, mostBytes);
        call.answered();
        return JSON.parse(text);
      } catch (error) {
        tell(call, error);
        throw error instanceof HTTPError ? await errorForAnswer(error.response) : errorForNoAnswer(error);
      }
    },

    async write(method, path, body) {
      const { answer } = await send(method, path, body, async (response) => response.body?.cancel());
      return answer;
    },

    async create(path, body) {
      const { answer, taken } = await send('post', path, body, async (response) =>
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

function httpFor(access: CodatAccess): KyInstance {
  return ky.create({
    prefixUrl: access.url,
    headers: { authorization: `Basic ${Buffer.from(access.key.reveal()).toString('base64')}` },
    redirect: 'error',
    cache: 'no-store',
    timeout: false,
    retry: {
      limit: 2,
      methods: ['get'],
      statusCodes: [...retriedStatuses],
      afterStatusCodes: [429, 503],
      maxRetryAfter: longestPauseMs,
      backoffLimit: 1_000,
      shouldRetry: ({ error }) => shouldRetry(error),
    },
  });
}

/** Not by ky's hook: the copy of each answer that it makes is never read, and rejects unheard at the time limit. */
function fetchFor(access: CodatAccess, call: Admission): typeof fetch {
  return async (request, init) => {
    const response = await fetch(request, init);
    noteQuota(access.instanceId, response.headers);
    // Also where it is tried again, and in vain; of a good answer the body has yet to come.
    if (!response.ok) call.answered();
    return response;
  };
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

/**
 * ky would cut a longer pause short and ask again too early; whoever waits is told how long instead. And it would take
 * the time at which the daily quota is renewed, which stands on every answer of Codat's, for a pause asked for.
 */
function shouldRetry(error: unknown): boolean | undefined {
  if (!(error instanceof HTTPError)) return undefined;
  const { headers, status } = error.response;
  const seconds = retryAfterSeconds(headers);
  if (seconds === null) return (retriedStatuses as readonly number[]).includes(status);
  return seconds * 1000 > longestPauseMs ? false : undefined;
}

import 'server-only';

import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isHandlerPath } from '@/lib/routes';
import { logWarning, silenceOutput } from '../log';

// A server action that can't be read is the mistake of its sender. Next answers 500 and prints what its decoder said,
// which quotes the request. Between proxy.ts and the action's first line, such an answer becomes a 400 and one line of
// the log, without a word of the request.

type Post = {
  stage: 'arrived' | 'decoding' | 'begun';
  /** The kind of the first error that Next was about to print. */
  error: string | null;
};

/** Next's own request to itself, for an action of another page, hands headers back and no status. */
const malformedHeader = 'x-action-malformed';
const linesAMinute = 300;
const minuteMs = 60_000;

/** Next bundles proxy, pages and this file's subscriber apart; a channel is one in the whole process. */
const stages = diagnostics.channel('switchboard.action');
const current = new AsyncLocalStorage<Post | undefined>();
const written = { lines: 0, leftOut: 0, since: 0 };

export function watchActionRequests(): void {
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const isPost = request.method === 'POST' && !isForHandler(request.url ?? '');
    const post: Post | undefined = isPost ? { stage: 'arrived', error: null } : undefined;
    current.enterWith(post);
    if (post) watchAnswer(post, response);
  });
  diagnostics.subscribe('switchboard.action', (stage) => {
    const post = current.getStore();
    if (post) post.stage = stage as Post['stage'];
  });
  silenceOutput(isOfMalformedAction);
}

/** proxy.ts has let the request through; Next decodes it now. */
export function noteActionAccepted(): void {
  stages.publish('decoding');
}

/** The action runs: from here on an error is Switchboard's own. */
export function noteActionBegun(): void {
  stages.publish('begun');
}

/** Resolves the path like Next: `/api/../sign-in` is a page. */
function isForHandler(url: string): boolean {
  const base = 'http://localhost';
  return URL.canParse(url, base) && isHandlerPath(new URL(url, base).pathname);
}

function watchAnswer(post: Post, response: ServerResponse): void {
  let isLogged = false;
  const [writeHead, end] = [response.writeHead, response.end];
  const isMalformed = (status: number) => post.stage === 'decoding' && isFailure(status, response);

  response.writeHead = ((status: number, ...rest: []) => {
    const isOfAnother = response.hasHeader(malformedHeader);
    const isOurs = isMalformed(status) || (status === 400 && post.stage !== 'begun');
    if (isOurs && !isOfAnother) {
      isLogged = true;
      response.setHeader(malformedHeader, '1');
      logMalformed(post.error);
    }
    return writeHead.call(response, isOurs ? 400 : status, ...rest);
  }) as typeof writeHead;

  response.end = ((...args: Parameters<typeof end>) => {
    const isText = String(response.getHeader('content-type')).startsWith('text/plain');
    if (!response.headersSent && isText && isMalformed(response.statusCode))
      args[0] = 'Malformed server action.';
    return end.apply(response, args);
  }) as typeof end;

  response.once('close', () => {
    if (post.error !== null && !isLogged) logMalformed(post.error);
  });
}

/** Next answers 409 to an unknown action, and only `{}` to one that it forwarded without result. */
function isFailure(status: number, response: ServerResponse): boolean {
  const isVain = status === 200 && String(response.getHeader('content-type')).startsWith('application/json');
  return status === 500 || status === 409 || isVain || response.hasHeader(malformedHeader);
}

function isOfMalformedAction(values: readonly unknown[]): boolean {
  const post = current.getStore();
  if (post?.stage !== 'decoding') return values.some(isOfClientGone);
  const error = values.find((value) => value instanceof Error);
  post.error ??= error?.name ?? 'none';
  return true;
}

/** A client that closes a connection half-way has done nothing that an operator could fix. */
function isOfClientGone(value: unknown): boolean {
  return (
    value instanceof Error && value.message === 'aborted' && 'code' in value && value.code === 'ECONNRESET'
  );
}

function logMalformed(error: string | null): void {
  const now = Date.now();
  if (Math.abs(now - written.since) >= minuteMs) {
    if (written.leftOut > 0) logWarning('malformed-actions-left-out', { count: written.leftOut });
    Object.assign(written, { lines: 0, leftOut: 0, since: now });
  }
  if (written.lines >= linesAMinute) {
    written.leftOut += 1;
    return;
  }
  written.lines += 1;
  logWarning('malformed-action', { error: error ?? 'none' });
}

import type { MiddlewareHandler } from 'hono';
import type { EmulatorEnv } from './emulator-env';

// For tests to prove what was sent. Kept in memory only, and never with a header: one of them is the API key.

export type ReceivedRequest = {
  method: string;
  path: string;
  /** Without the question mark; empty when there is none. */
  query: string;
  /** Parsed where it is JSON, as text where it is not, absent where there is none. */
  body?: unknown;
  time: string;
  /** Present once the request has changed the emulator's state, however it was answered. */
  tookEffect?: true;
};

const maxBodyCharacters = 64 * 1024;

export class RequestLog {
  #received: ReceivedRequest[] = [];
  readonly #maxRequests: number;

  constructor(maxRequests = 10_000) {
    this.#maxRequests = maxRequests;
  }

  readonly middleware: MiddlewareHandler<EmulatorEnv> = async (c, next) => {
    // Reading the body here also keeps it for the handlers: a request may take effect after its sender has gone.
    const text = await c.req.text();
    const received: ReceivedRequest = {
      method: c.req.method,
      path: c.req.path,
      query: new URL(c.req.url).search.slice(1),
      ...(text !== '' && { body: toLoggedBody(text) }),
      time: new Date().toISOString(),
    };
    c.set('received', received);
    this.#received.push(received);
    if (this.#received.length > this.#maxRequests) this.#received.shift();
    await next();
  };

  /** Notes what a request changes; it is next to the handlers, inside all that may go wrong with an answer. */
  noteEffects(store: { readonly revision: number }): MiddlewareHandler<EmulatorEnv> {
    return async (c, next) => {
      const before = store.revision;
      await next();
      if (c.req.method !== 'GET' && store.revision > before) c.var.received.tookEffect = true;
    };
  }

  list(): readonly ReceivedRequest[] {
    return this.#received;
  }

  clear(): void {
    this.#received = [];
  }
}

function toLoggedBody(text: string): unknown {
  if (text.length > maxBodyCharacters) return text.slice(0, maxBodyCharacters);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

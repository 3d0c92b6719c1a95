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
    this.#received.push({
      method: c.req.method,
      path: c.req.path,
      query: new URL(c.req.url).search.slice(1),
      ...(text !== '' && { body: toLoggedBody(text) }),
      time: new Date().toISOString(),
    });
    if (this.#received.length > this.#maxRequests) this.#received.shift();
    await next();
  };

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

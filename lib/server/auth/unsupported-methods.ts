import 'server-only';

import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

// Next makes a `Request` of everything before Switchboard's code runs, and a `Request` can't be a TRACE. That would be
// a 500 and a stack in the log. Under a method that a `Request` can have, proxy.ts refuses it like the others.

const inexpressible = new Set(['TRACE', 'TRACK', 'CONNECT']);

export function rewriteUnsupportedMethods(): void {
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (inexpressible.has(request.method ?? '')) request.method = 'OPTIONS';
  });
}

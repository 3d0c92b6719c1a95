import 'server-only';

import diagnostics from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { securityHeaders } from '@/lib/security-headers.js';

// Next gives some answers before it looks at the headers in its configuration: the redirect of `//x`, and its last
// words on an error. So every answer gets them as its request arrives.

export function secureAnswers(): void {
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { response } = message as { response: ServerResponse };
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  });
}

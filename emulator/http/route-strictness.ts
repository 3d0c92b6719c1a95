import type { Context, MiddlewareHandler } from 'hono';
import { CodatError } from './codat-error';

/** Goes after a path's handlers: whatever method is left is one that the path does not have. */
export function allowOnly(...methods: string[]): MiddlewareHandler {
  return () => {
    throw new CodatError(405, 'Method not allowed', { headers: { Allow: methods.join(', ') } });
  };
}

/** Codat might well ignore a parameter it does not know; here a misspelt one should not pass for a filter. */
export function refuseUnknownParameters(c: Context, ...known: string[]): void {
  const unknown = Object.keys(c.req.queries()).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CodatError(400, `Error processing request - unknown query parameter ${unknown}.`);
  }
}

import type { MiddlewareHandler } from 'hono';
import { CodatError } from './codat-error';

const maxBodyBytes = 1024 * 1024;

// Hono's own middleware makes a new Request of Node's kind out of the adaptor's, which Node refuses as long as the
// adaptor leaves the process's globals alone.

/** No call of the API comes near this size; whatever does is a mistake. */
export const limitBody: MiddlewareHandler = async (c, next) => {
  const declaredBytes = Number(c.req.header('content-length') ?? 0);
  if (declaredBytes > maxBodyBytes || (await c.req.text()).length > maxBodyBytes) {
    throw new CodatError(413, 'The request body is too large.');
  }
  await next();
};

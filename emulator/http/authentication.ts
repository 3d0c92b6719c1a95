import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { CodatError } from './codat-error';
import type { EmulatorEnv } from './emulator-env';

/** `Authorization: Basic` and the key in base64, bare or, as most HTTP clients make it, followed by a colon. */
export function requireApiKey(apiKey: string): MiddlewareHandler<EmulatorEnv> {
  const accepted = [apiKey, `${apiKey}:`].map((text) => digest(Buffer.from(text).toString('base64')));
  return async (c, next) => {
    const [, token = ''] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const given = digest(token);
    if (!accepted.some((expected) => timingSafeEqual(expected, given)))
      throw new CodatError(401, 'Unauthorized');
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

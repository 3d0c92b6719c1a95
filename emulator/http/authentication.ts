import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { CodatError } from './codat-error';
import type { EmulatorEnv } from './emulator-env';

/** Accepts `Authorization: Basic` and a key in base64, bare or, as most HTTP clients make it, followed by a colon. */
export function apiKeyMatcher(apiKeys: readonly string[]): (authorization: string | undefined) => boolean {
  const accepted = apiKeys
    .flatMap((apiKey) => [apiKey, `${apiKey}:`])
    .map((text) => digest(Buffer.from(text).toString('base64')));
  return (authorization) => {
    const [, token = ''] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '') ?? [];
    const given = digest(token);
    return accepted.some((expected) => timingSafeEqual(expected, given));
  };
}

export function requireApiKey(
  hasKey: (authorization: string | undefined) => boolean,
): MiddlewareHandler<EmulatorEnv> {
  return async (c, next) => {
    if (!hasKey(c.req.header('authorization'))) throw new CodatError(401, 'Unauthorized');
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { describe, expect, it } from 'vitest';
import { errorForNoAnswer, retryAfterSeconds, toResponseError, writeAnswerFor } from './errors';

const now = Date.parse('2026-01-01T00:00:00Z');

describe('how long Codat asks to wait', () => {
  it.each([
    ['7', 7],
    ['0', 0],
    [' 30 ', 30],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['99999999999999999999', 86_400],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400],
    ['Thu, 01 Jan 2015 00:00:00 GMT', null],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
  ])('“%s” is %s seconds', (value, seconds) => {
    expect(retryAfterSeconds(new Headers({ 'Retry-After': value }), now)).toBe(seconds);
  });

  it('is unknown where it does not say', () => {
    expect(retryAfterSeconds(new Headers(), now)).toBeNull();
  });
});

describe('a failure of Codat', () => {
  const correlationId = '0123456789abcdef0123456789abcdef';
  const secret = 'sk-of-the-tests';
  const answer = (status: number, body: unknown, headers = {}) => Response.json(body, { status, headers });

  it.each([
    [400, 'codat-refused'],
    [401, 'codat-key-refused'],
    [403, 'codat-refused'],
    [404, 'codat-refused'],
    [429, 'codat-rate-limited'],
    [500, 'codat-unavailable'],
    [503, 'codat-unavailable'],
  ])('%s is %s', async (status, code) => {
    expect(await toResponseError(answer(status, {}))).toMatchObject({ code, facts: { status } });
  });

  it('keeps the correlation id, and nothing else of the body', async () => {
    const body = { correlationId, error: secret, validation: { errors: [{ message: secret }] } };
    const error = await toResponseError(answer(400, body));
    expect(error.facts).toEqual({ status: 400, correlationId });
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify(await writeAnswerFor(answer(400, body)))).not.toContain(secret);
  });

  it.each([secret, 'x'.repeat(32), `${correlationId}0000000`, 7, null])(
    'takes %s for no correlation id',
    async (id) => {
      expect((await toResponseError(answer(500, { correlationId: id }))).facts).toEqual({ status: 500 });
    },
  );

  it('waits a minute where a 429 does not say how long', async () => {
    expect((await toResponseError(answer(429, {}))).facts.seconds).toBe(60);
  });

  it('without an answer is either a time-out or a lost connection, and keeps nothing of the error', () => {
    expect(errorForNoAnswer(new DOMException('', 'TimeoutError')).facts).toEqual({ reason: 'time-out' });
    expect(errorForNoAnswer(new TypeError(secret)).facts).toEqual({ reason: 'connection' });
  });

  it.each([
    [399, 'unsure'],
    [400, 'refused'],
    [499, 'refused'],
    [500, 'unsure'],
    [599, 'unsure'],
  ])('of a write, %s is “%s”', async (status, kind) => {
    expect(await writeAnswerFor(new Response(null, { status }))).toMatchObject({ kind, status });
  });
});

import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret';

const value = 'sk-of-the-tests-1ad1';
const secret = new Secret(value);

describe('a secret', () => {
  it.each([
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['a template', () => `${secret}`],
    ['text put together', () => `the secret ${String(secret)}`],
    ['the console', () => format('%s %o %j', secret, secret, secret)],
    ['an inspection', () => inspect({ secret }, { depth: 9, showHidden: true })],
    ['its keys', () => JSON.stringify(Object.entries(secret))],
    ['a copy of it', () => inspect({ ...secret })],
    ['a structured clone', () => inspect(structuredClone(secret))],
    ['an error', () => inspect(new Error(`${secret}`, { cause: secret }))],
    ['base64', () => Buffer.from(`${secret}`).toString()],
  ])('does not show in %s', (_, print) => {
    expect(print()).not.toContain(value);
    expect(print()).not.toContain(value.slice(-8));
  });

  it('says in its place that it is one', () => {
    expect([JSON.stringify(secret), `${secret}`, inspect(secret)]).toEqual([
      '"[secret]"',
      '[secret]',
      '[secret]',
    ]);
  });

  it('can be had by asking for it', () => {
    expect(secret.reveal()).toBe(value);
  });

  it('hints at its last four characters only where it has twelve or more', () => {
    expect(new Secret('123456789012').hint()).toBe('9012');
    expect(new Secret('12345678901').hint()).toBeNull();
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(new Secret(text).hint()).toBe(text.length < 12 ? null : text.slice(-4));
      }),
    );
  });

  it('shows whether it equals another one, and nothing else of it', () => {
    expect(secret.equals(secret)).toBe(true);
    expect(secret.equals(new Secret(value))).toBe(true);
    for (const other of ['', value.slice(0, -1), `${value} `, value.toUpperCase(), '[secret]']) {
      expect(secret.equals(new Secret(other))).toBe(false);
    }
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(new Secret(one).equals(new Secret(other))).toBe(Buffer.from(one).equals(Buffer.from(other)));
      }),
    );
  });

  it('shows whether it is empty', () => {
    expect([new Secret('').isEmpty, secret.isEmpty]).toEqual([true, false]);
  });
});

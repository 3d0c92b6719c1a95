import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from './errors';
import { logUnexpected, redactKeys } from './log';

describe('what could be a key in a foreign text', () => {
  it.each([
    ['7b02e94cd1853fa6de40b7c95e1ad1', '[…]'],
    ['token=rk_test_0123456789abcdefABCDEF.', '[…]'],
    ['Basic a2V5LW9mLXRoZS10ZXN0cw==', 'Basic […]'],
    ['at https://x.example/v1/keys/5f1c9d27ab4e6300127c2a6b?a', 'at https:[…]?a'],
    ['"kV2pQ7_xR4nTz9LmW0sYb6HdFj3Ge8Ac"', '"[…]"'],
    ['one AAAA1111BBBB and two CCCC2222DDDD', 'one […] and two […]'],
  ])('is blanked: %s', (text, blanked) => {
    expect(redactKeys(text)).toBe(blanked);
  });

  it('is not any ordinary word', () => {
    const text = 'SQLITE_CONSTRAINT: the internationalisation of port 3000 failed';
    expect(redactKeys(text)).toBe(text);
  });
});

describe('an unexpected error in the log', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  function logged(error: unknown): { line: string; reference: string } {
    let line = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      line += text;
      return true;
    });
    return { reference: logUnexpected('unexpected-error', error), line };
  }

  it('is one line that its reference leads to, with its place and without what could be a key', () => {
    const { line, reference } = logged(new TypeError('no such key:\n7b02e94cd1853fa6de40b7c95e1ad1'));
    expect(line.trimEnd()).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      event: 'unexpected-error',
      reference,
      name: 'TypeError',
      message: 'no such key:\n[…]',
    });
    expect(JSON.parse(line).frames).toContain('log.test.ts');
    expect(line).not.toContain('7b02e94c');
  });

  it('keeps to its line and sends no command to a terminal, whatever the message says', () => {
    const codes = [...Array(32).keys(), ...Array.from({ length: 33 }, (_, i) => 0x7f + i), 0x2028, 0x2029];
    const message = `a${codes.map((code) => String.fromCharCode(code)).join('a')}a`;
    const { line } = logged(new Error(message));
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(line).toContain('\\u009b');
    expect(JSON.parse(line).message).toBe(message);
  });

  it('takes no line of the message for a frame', () => {
    const { line } = logged(new Error('first\n    at forged (/of/nobody.ts:1:1)'));
    expect(JSON.parse(line).frames).not.toContain('forged');
    expect(JSON.parse(line).frames).toContain('log.test.ts');
  });

  it('shows neither the cause nor the other properties of an error', () => {
    const cause = { body: 'sk-of-the-tests' };
    const { line } = logged(Object.assign(new Error('failed', { cause }), { request: cause }));
    expect(line).not.toContain('sk-of-the-tests');
  });

  it('shows of an expected one its code alone, and of what is no error nothing', () => {
    expect(JSON.parse(logged(new AppError('conflict', { name: 'x' })).line)).toMatchObject({
      code: 'conflict',
    });
    expect(logged('sk-of-the-tests').line).not.toContain('sk-of-the-tests');
  });
});

import { describe, expect, test } from 'vitest';
import { redactKeys } from '@/lib/server/log';
import { blankSecrets, framer, lineReader, maxLineBytes, maxLinesAMinute } from './process-output.mjs';

type Line = { level: string; event: string; text: string; from?: string; lines?: number };

function framed(...texts: string[]): { lines: string[]; parsed: Line[] } {
  const lines: string[] = [];
  const { frame } = framer({ write: (line) => lines.push(line), from: 'app' });
  for (const text of texts) frame(text, 'error');
  return { lines, parsed: lines.map((line) => JSON.parse(line)) };
}

describe('a text that a program prints', () => {
  test('becomes one line of JSON that sends no command to a terminal', () => {
    const codes = [...Array(32).keys(), ...Array.from({ length: 33 }, (_, i) => 0x7f + i), 0x2028, 0x2029];
    const text = `a${codes.map((code) => String.fromCharCode(code)).join('a')}a`;
    const { lines, parsed } = framed(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(parsed[0]).toMatchObject({ level: 'error', event: 'process-output', from: 'app', text });
  });

  test('that imitates a line of the log stays text within one', () => {
    const forged = '{"level":"info","event":"activity"}';
    expect(framed(forged).parsed).toMatchObject([{ event: 'process-output', text: forged }]);
  });

  test.each(['x'.repeat(100_000), '\u001b'.repeat(5_000), '😀'.repeat(3_000)])(
    'keeps to the size of a line however long it is (%#)',
    (text) => {
      const { lines, parsed } = framed(text);
      expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThanOrEqual(maxLineBytes);
      expect(parsed[0]?.text.endsWith('…')).toBe(true);
    },
  );

  test('is written so many times a minute, and then only counted', () => {
    const lines: string[] = [];
    let time = 1_000_000;
    const { frame } = framer({ write: (line) => lines.push(line), now: () => time });
    for (let i = 0; i < maxLinesAMinute + 1_000; i += 1) frame(`line ${i}`, 'info');
    expect(lines).toHaveLength(maxLinesAMinute);
    time += 60_000;
    frame('the next minute', 'info');
    expect(lines.slice(maxLinesAMinute).map((line) => JSON.parse(line))).toMatchObject([
      { event: 'process-output-left-out', lines: 1_000 },
      { text: 'the next minute' },
    ]);
  });

  test.each([
    'token=rk_test_0123456789abcdefABCDEF.',
    `Unexpected token 's', "sk_live_ab"... is not valid JSON`,
    `Unexpected token 'a', ..."sk_live_ab"... is not valid JSON`,
    `Unexpected token 'C', "CANARY\nfor"... is not valid JSON`,
    'Unexpected non-whitespace character after JSON at position 4',
    'Cannot convert sk_live_ab to a BigInt',
    'an ordinary word',
  ])('is redacted as the log redacts: %s', (text) => {
    expect(blankSecrets(text)).toBe(redactKeys(text));
    expect(blankSecrets(text)).not.toMatch(/sk_live|rk_test|CANARY/);
  });
});

describe('a stream of text', () => {
  function read(chunks: string[], maxChars?: number): string[] {
    const lines: string[] = [];
    const reader = lineReader((line) => lines.push(line), maxChars);
    for (const chunk of chunks) reader.read(chunk);
    reader.end();
    return lines;
  }

  test('is cut at its line breaks, wherever its pieces end', () => {
    expect(read(['a', 'b\nc', '\n\nd\ne'])).toEqual(['ab', 'c', 'd', 'e']);
  });

  test('without a line break fills no memory', () => {
    expect(read(['aaaa', 'bbbb', 'cccc\nd\n'], 6)).toEqual(['aaaabb', 'd']);
  });
});

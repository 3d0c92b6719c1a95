import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const preload = path.resolve(import.meta.dirname, 'server-process.mjs');

function run(code: string): {
  status: number | null;
  lines: { event: string; text: string; level: string }[];
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', preload, '--eval', code], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return {
    status,
    lines: stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

describe('the process of the built server, started by hand', () => {
  test('prints lines of JSON alone, by whatever way its text comes', () => {
    const { lines } = run(`
      console.log('one\\nline %s', 'of two');
      console.error(new Error('failed'));
      process.stdout.write('half a ');
      process.stdout.write('line\\n{"event":"forged"}\\n', () => console.warn('told when it is written'));
      process.stderr.write('without an end');
      process.emitWarning('old', 'DeprecationWarning');
      setTimeout(() => {}, 20);
    `);
    expect(lines.map(({ level, event, text }) => [level, event, text.split('\n    at')[0]])).toEqual([
      ['info', 'process-output', 'one\nline of two'],
      ['error', 'process-output', 'Error: failed'],
      ['info', 'process-output', 'half a line'],
      ['info', 'process-output', '{"event":"forged"}'],
      ['warning', 'process-output', 'told when it is written'],
      ['warning', 'process-output', 'DeprecationWarning: old'],
      ['error', 'process-output', 'without an end'],
    ]);
  });

  test('makes files that its user alone can read', () => {
    const { lines } = run('console.log(process.umask().toString(8))');
    expect(lines[0]?.text).toBe('77');
  });
});

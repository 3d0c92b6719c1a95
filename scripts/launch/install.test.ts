import { describe, expect, test } from 'vitest';
import { explainFailure, isFollowed } from './install.mjs';

function lockfile(packages: Record<string, { integrity?: string; optional?: boolean }>): string {
  return JSON.stringify({ packages });
}

describe('node_modules', () => {
  const wanted = lockfile({
    '': {},
    'node_modules/next': { integrity: 'sha512-a' },
    'node_modules/other-platform': { integrity: 'sha512-b', optional: true },
  });

  test('follows the lockfile when only optional packages are missing', () => {
    expect(isFollowed(wanted, lockfile({ 'node_modules/next': { integrity: 'sha512-a' } }))).toBe(true);
  });

  test.each([
    ['another version', lockfile({ 'node_modules/next': { integrity: 'sha512-c' } })],
    ['nothing', lockfile({})],
    [
      'a package that left the lockfile',
      lockfile({ 'node_modules/next': { integrity: 'sha512-a' }, 'node_modules/old': {} }),
    ],
    ['an install that never ended', null],
  ])('does not follow it with %s', (_what, installed) => {
    expect(isFollowed(wanted, installed)).toBe(false);
  });
});

describe('a failed install is explained', () => {
  test.each([
    ['no connection', 'npm error code EAI_AGAIN', "check this machine's connection"],
    ['a full disk', 'npm error code ENOSPC', 'the disk is full'],
    ['anything else', 'npm error code EWHATEVER', 'npm says:\nnpm error code EWHATEVER'],
  ])('%s', (_what, output, words) => {
    expect(explainFailure(output)).toContain(words);
  });
});

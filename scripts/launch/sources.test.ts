import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashSources } from './sources.mjs';

describe('the hash of the sources', () => {
  let folder: string;
  let before: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'switchboard-sources-'));
    write('app/page.tsx', 'one');
    write('next.config.js', 'config');
    before = hashSources(folder);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name: string, content: string): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  test.each([
    ['a changed file', 'app/page.tsx', 'two'],
    ['a new file', 'lib/server/new.ts', 'new'],
    ['a new asset', 'public/logo.svg', '<svg/>'],
    ['a changed configuration', 'next.config.js', 'other'],
    ['a changed lockfile', 'package-lock.json', '{}'],
  ])('%s asks for a new build', (_what, name, content) => {
    write(name, content);
    expect(hashSources(folder)).not.toBe(before);
  });

  test('a file that moved asks for a new build', () => {
    rmSync(path.join(folder, 'app/page.tsx'));
    write('app/other.tsx', 'one');
    expect(hashSources(folder)).not.toBe(before);
  });

  test.each([
    ['a test', 'app/page.test.tsx'],
    ['a test of the database', 'lib/server/db/rows.db.test.ts'],
    ['what only tests use', 'lib/server/testing/clock.ts'],
    ['documentation', 'docs/operations.md'],
    ['a secret beside the sources', '.env'],
  ])('%s asks for no new build', (_what, name) => {
    write(name, 'anything');
    expect(hashSources(folder)).toBe(before);
  });

  test('a new date alone asks for no new build', () => {
    utimesSync(path.join(folder, 'app/page.tsx'), new Date(0), new Date(0));
    expect(hashSources(folder)).toBe(before);
  });
});

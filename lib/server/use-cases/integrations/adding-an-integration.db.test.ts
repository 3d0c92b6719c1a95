import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// docs/adding-an-integration.md says that an integration is one file and one line. Here they are taken out of its
// text, put into a copy of the project, and held to the same promises as all others.

const root = process.cwd();
const copied = [
  'lib',
  'emulator',
  'messages',
  'scripts',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];
const page = readFileSync(path.join(root, 'docs/adding-an-integration.md'), 'utf8');

function codeAfter(sentence: string): string {
  const code = /```ts\n([\s\S]*?)```/.exec(page.slice(page.indexOf(sentence)))?.[1];
  if (!code) throw new Error(`The page has no code after “${sentence}”.`);
  return code.replace(/^ {3}/gm, '');
}

describe('an integration that the project does not have', () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'switchboard-copy-'));
    for (const name of copied) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    const file = /`(lib\/integrations\/[a-z-]+\/[a-z-]+\.ts)`/.exec(page)?.[1];
    if (!file) throw new Error('The page names no file.');
    writeFileSync(path.join(copy, file), codeAfter('Write its file'));
    const line = codeAfter('Add its line');
    expect(line.trim().split('\n')).toHaveLength(1);
    appendFileSync(path.join(copy, 'lib/integrations/every-integration.ts'), line);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const run = (command: string, ...words: string[]) => {
    const program = path.join(root, 'node_modules/.bin', command);
    try {
      return execFileSync(program, words, { cwd: copy, encoding: 'utf8', env: { ...process.env, CI: '1' } });
    } catch (error) {
      return `${(error as { stdout?: string }).stdout} ${(error as { stderr?: string }).stderr}`;
    }
  };
  const passed = (output: string) => Number(/Tests.*?(\d+) passed/.exec(output)?.[1] ?? 0);
  const vitest = (project: string, file: string) =>
    run('vitest', 'run', '--no-color', '--project', project, file, '-t', 'Lightspeed K');

  it('has the right types', () => {
    writeFileSync(
      path.join(copy, 'tsconfig.definitions.json'),
      JSON.stringify({ extends: './tsconfig.json', include: ['lib/integrations/**/*.ts'] }),
    );
    expect(run('tsc', '--noEmit', '-p', 'tsconfig.definitions.json')).toBe('');
  }, 60_000);

  it('keeps the promises of every definition', () => {
    const output = vitest('unit', 'lib/integrations/registry.test.ts');
    expect(output).not.toMatch(/failed/);
    expect(passed(output)).toBeGreaterThan(10);
  }, 60_000);

  it('has its tile, its form, and its way to Codat and back', () => {
    const output = vitest('integration', 'lib/server/use-cases/integrations/every-definition.db.test.ts');
    expect(output).not.toMatch(/failed/);
    expect(passed(output)).toBe(1);
  }, 60_000);
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root, sources, textOf } from './source-files';

// The linter holds every file to named-parameters.grit. Here the rule is tried on examples, one a line.

const refused = [
  'export function declared(a: 1, b: 1, c: 1, d: 1) {}',
  'export const arrow = (a: 1, b: 1, c = 1, d = 1) => {};',
  'export const rest = (a: 1, b: 1, c: 1, ...d: 1[]) => {};',
  'export const taken = ({ a }: O, [b]: 1[], c: 1, { d }: O = {}) => {};',
  'export class Built { constructor(readonly a: 1, readonly b: 1, readonly c: 1, readonly d: 1) {} }',
  'export class Plain { constructor(a: 1, b: 1, c: 1, d: 1, e: 1) {} }',
  'export class Instance { async method(a: 1, b: 1, c: 1, d: 1) {} }',
  'export class Private { #method(a: 1, b: 1, c: 1, d: 1) {} }',
  'export const object = { async method(a: 1, b: 1, c: 1, d: 1) {} };',
  'export type Signature = { method(a: 1, b: 1, c: 1, d: 1): void };',
  'export type Signed = (a: 1, b: 1, c: 1, d: 1) => void;',
  'each.each([])("%s", async (a, b, c, d) => {});',
];
const accepted = [
  'export function three(a: 1, b: 1, c: 1) {}',
  'export const named = (a: 1, { b, c, d, e }: O) => {};',
  'called(a, b, c, d, e);',
  'export class Generic<A, B, C, D> { method(a: A, b: B, c: C) {} }',
];

/** Lints with the plugins of this project alone. */
function linesRefused(lines: readonly string[]): string[] {
  const { plugins } = JSON.parse(textOf('biome.json')) as { plugins: string[] };
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-lint-'));
  try {
    const config = {
      plugins: plugins.map((plugin) => path.join(root, plugin)),
      linter: { rules: { preset: 'none' } },
    };
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify(config));
    writeFileSync(path.join(folder, 'example.ts'), lines.join('\n'));
    const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=github', '--max-diagnostics=none', 'example.ts'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const numbers = [...stdout.matchAll(/title=plugin,.*?,line=(\d+)/g)].map(([, number]) => Number(number));
    return lines.filter((_, index) => numbers.includes(index + 1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('a fourth parameter is refused wherever it is written, and a name in an object is not', () => {
  expect(linesRefused([...accepted, ...refused])).toEqual(refused);
});

it('no file asks to be spared the rule', () => {
  expect(sources.filter((file) => /biome-ignore\S* lint\/plugin/.test(textOf(file)))).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// The tree as the tests of this folder read it: its files, their code and their imports.

export const root = path.resolve(import.meta.dirname, '..');
const notOurs = ['node_modules', 'test-results', 'playwright-report', 'next-env.d.ts', 'bench/floor'];
export const files = filesUnder('');
export const sources = files.filter((file) => /\.(tsx?|mjs|js)$/.test(file));
export const tests = sources.filter((file) => /\.test\.(ts|mjs)$/.test(file));
export const inTests = (file: string) => tests.includes(file) || file.startsWith('lib/server/testing/');
export const product = sources.filter((file) =>
  /^(app|components|lib)\/|^(proxy|instrumentation)\.ts$/.test(file),
);
export const productCode = product.filter((file) => !inTests(file));

export type Import = { readonly from: string; readonly to: string };

function filesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.name.startsWith('.') || notOurs.includes(file) || entry.name.endsWith('.tsbuildinfo'))
      return [];
    return entry.isDirectory() ? filesUnder(file) : [file];
  });
}

export function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Without whole-line comments, which may speak of what the code must not do. */
export function codeOf(file: string): string {
  return textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

export function importsOf(file: string): string[] {
  const statement =
    /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*(?:\/\*.*?\*\/\s*)?|\brequire\()['"`]([^'"`]+)['"`]/g;
  return [...codeOf(file).matchAll(statement)].map(([, name = '']) => name);
}

/** Lists imports of files in this repository. A name without an extension is resolved as the bundler does. */
export function ownImportsOf(file: string): Import[] {
  return importsOf(file).flatMap((name) => {
    const to = name.startsWith('@/')
      ? name.slice(2)
      : name.startsWith('.')
        ? path.posix.join(path.posix.dirname(file), name)
        : null;
    if (to === null) return [];
    const endings = ['', '.ts', '.tsx', '.mjs'];
    const found = endings.map((ending) => to + ending).find((candidate) => files.includes(candidate));
    return [{ from: file, to: found ?? to }];
  });
}

export function packagesOf(file: string): string[] {
  return importsOf(file).filter((name) => !name.startsWith('.') && !name.startsWith('@/'));
}

export function filesWith(pattern: RegExp, among: readonly string[] = productCode): string[] {
  return among.filter((file) => pattern.test(codeOf(file)));
}

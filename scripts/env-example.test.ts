import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '@/lib/server/env';
import { listVariables, toEnvExample } from './env-example';
import { root } from './launch/root.mjs';

const listed = listVariables();
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('.env.example', () => {
  it('is what the schema yields; `npm run env:example` writes it again', () => {
    expect(textOf('.env.example')).toBe(toEnvExample(listed));
  });

  it('changes nothing when every line of it is set', () => {
    const set = textOf('.env.example').matchAll(/^# ([A-Z_]+)=(.*)$/gm);
    expect(parseEnv(Object.fromEntries([...set].map(([, name, value]) => [name, value])))).toEqual(
      parseEnv({}),
    );
  });

  it('names every variable that the launcher reads', () => {
    const folder = path.join(root, 'scripts/launch');
    const code = readdirSync(folder)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
    const read = code.matchAll(/(?:\bsource\.|process\.env\.|readPort\(source, ')([A-Z][A-Z_]+)/g);
    const names = new Set([...read].map(([, name]) => name));
    expect(names.size).toBeGreaterThan(5);
    expect([...names].filter((name) => !listed.some((variable) => variable.name === name))).toEqual([]);
  });

  it('lists the same variables and defaults as the table in docs/operations.md', () => {
    const rows = [...textOf('docs/operations.md').matchAll(/^\| `([A-Z_]+)` +\| ([^|]*?) +\|/gm)];
    const documented = rows.map(([, name, preset]) => ({ name, preset: /^`(.*)`$/.exec(preset ?? '')?.[1] }));
    const expected = listed.map(({ name, preset }) => ({ name, preset: preset ?? undefined }));
    expect(documented).toEqual(expected);
  });
});

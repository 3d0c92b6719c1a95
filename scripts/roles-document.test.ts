import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './launch/root.mjs';
import { freshSignIns, toRolesDocument } from './roles-document';

it('docs/roles.md is what the table of permissions yields; `npm run roles:document` writes it again', () => {
  expect(readFileSync(path.join(root, 'docs/roles.md'), 'utf8')).toBe(toRolesDocument());
});

it('docs/roles.md names every file that asks for a fresh sign-in', () => {
  const server = path.join(root, 'lib/server');
  const asking = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.includes('.test.') &&
      /await requireFreshSignIn\(/.test(readFileSync(path.join(server, file), 'utf8')),
  );
  expect(asking.sort()).toEqual(Object.keys(freshSignIns).sort());
});

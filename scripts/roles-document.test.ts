import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './launch/root.mjs';
import { toRolesDocument } from './roles-document';

it('docs/roles.md is what the table of permissions yields; `npm run roles:document` writes it again', () => {
  expect(readFileSync(path.join(root, 'docs/roles.md'), 'utf8')).toBe(toRolesDocument());
});

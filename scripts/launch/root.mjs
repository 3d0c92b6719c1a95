import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. Not `import.meta.dirname`: this file must also load on a Node too old to have it. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string[]} segments */
export function inProject(...segments) {
  return path.join(root, ...segments);
}

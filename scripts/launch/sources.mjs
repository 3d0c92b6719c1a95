import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

/** All that the build reads, and what decides how it is read. */
const inputs = [
  'app',
  'components',
  'emulator',
  'lib',
  'messages',
  'public',
  'scripts/commands',
  'scripts/launch',
  'scripts/processes',
  'instrumentation.ts',
  'next.config.js',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
];

const untouchedByBuild = /\.test\.tsx?$|^testing$|^\./;

/**
 * Hashes content, not dates: a checkout gives every file a new date. The build also carries native packages, which
 * belong to one Node and one platform.
 */
export function hashSources(folder = root) {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`);
  for (const file of inputs.flatMap((input) => listFiles(folder, input)).sort()) {
    const content = createHash('sha256').update(readFileSync(path.join(folder, file)));
    hash.update(`${file} ${content.digest('hex')}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @param {string} input
 * @returns {string[]} paths below the folder, with slashes on every platform
 */
function listFiles(folder, input) {
  const found = statSync(path.join(folder, input), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [input];
  return readdirSync(path.join(folder, input))
    .filter((name) => !untouchedByBuild.test(name))
    .flatMap((name) => listFiles(folder, `${input}/${name}`));
}

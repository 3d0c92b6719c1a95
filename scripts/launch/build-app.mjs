import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../processes/child.mjs';
import { toolEnvironment } from './environment.mjs';
import { withLock } from './lock.mjs';
import { inProject } from './root.mjs';
import { hashSources } from './sources.mjs';
import { Refusal } from './startup-error.mjs';
import { step } from './steps.mjs';

const hashName = '.build-hash';

/**
 * @param {string} dist
 * @param {string[]} segments
 */
export function inStandalone(dist, ...segments) {
  return inProject(dist, 'standalone', ...segments);
}

/** @param {string} dist */
export async function ensureBuilt(dist) {
  if (isBuilt(dist)) return;
  await withLock(async () => {
    if (isBuilt(dist)) return;
    await step('Building the app', 'App built', () => buildApp(dist));
  });
}

/**
 * Everything that runs in production, in one folder: the server, its assets, the commands and the emulator.
 * @param {string} dist
 */
export async function buildApp(dist) {
  const hash = hashSources();
  // Without its hash, a build that is interrupted isn't taken for a finished one.
  rmSync(inStandalone(dist, hashName), { force: true });
  await buildServer(dist);
  copyAssets(dist);
  removeEnvironmentFiles(dist);
  const { bundleCommands } = await import('./bundle.mjs');
  await bundleCommands(inStandalone(dist));
  takeOverProcess(dist);
  writeFileSync(inStandalone(dist, hashName), hash);
}

/** @param {string} dist */
export function isBuilt(dist) {
  const file = inStandalone(dist, hashName);
  return existsSync(file) && readFileSync(file, 'utf8') === hashSources();
}

/** @param {string} dist */
async function buildServer(dist) {
  const env = toolEnvironment('production', { SWITCHBOARD_DIST: dist });
  const { code, stdout, stderr } = await run(
    process.execPath,
    [inProject('node_modules/next/dist/bin/next'), 'build'],
    {
      env,
    },
  );
  if (code !== 0) throw new Refusal(`The app can't be built; Next.js says:\n${stdout}${stderr}`);
}

/**
 * Next leaves them to a CDN; we have none.
 * @param {string} dist
 */
function copyAssets(dist) {
  cpSync(inProject('public'), inStandalone(dist, 'public'), { recursive: true });
  cpSync(inProject(dist, 'static'), inStandalone(dist, dist, 'static'), { recursive: true });
}

/**
 * Adds an import that runs first to Next's own file, which starts the server even without Switchboard's scripts.
 * @param {string} dist
 */
function takeOverProcess(dist) {
  const file = inStandalone(dist, 'server.js');
  const server = readFileSync(file, 'utf8');
  if (!/^import /m.test(server))
    throw new Error(`${file} is no module any more, and can't be given an import`);
  const first = './server-process.mjs';
  writeFileSync(file, `import '${first}';\n${server}`);
}

/**
 * Next copies a `.env` into the build, with whatever secrets it holds.
 * @param {string} dist
 */
function removeEnvironmentFiles(dist) {
  for (const name of readdirSync(inStandalone(dist))) {
    if (name.startsWith('.env')) rmSync(path.join(inStandalone(dist), name));
  }
}

import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { toolEnvironment } from '../scripts/launch/environment.mjs';
import { withLock } from '../scripts/launch/lock.mjs';
import { inProject } from '../scripts/launch/root.mjs';
import { Refusal } from '../scripts/launch/startup-error.mjs';
import { step } from '../scripts/launch/steps.mjs';
import { run } from '../scripts/processes/child.mjs';
import { startService } from '../scripts/processes/service.mjs';
import { answers, findFreePort } from './loopback.mjs';

// The floor: the least page of the very Next that is installed, built here, so that no number of it goes out of date.

const folder = 'bench/floor';
const standalone = inProject(folder, '.next/standalone', folder);
const hashFile = inProject(folder, '.next/standalone/.build-hash');
/** Not the lock of the portal's builds: neither has to wait for the other. */
const lock = inProject(folder, '.next-lock');

export async function ensureFloorBuilt() {
  if (isBuilt()) return;
  await withLock(async () => {
    if (!isBuilt()) await step('Building the floor', 'Floor built', buildFloor);
  }, lock);
}

/** @returns {Promise<string>} its address */
export async function startFloor() {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  await startService({
    name: 'floor',
    args: [`${standalone}/server.js`],
    env: toolEnvironment('production', { HOSTNAME: '127.0.0.1', PORT: String(port) }),
    isReady: () => answers(url),
    readyWithinMs: 30_000,
  });
  return url;
}

async function buildFloor() {
  const hash = hashFloor();
  // A build that is interrupted must not be taken for a finished one.
  rmSync(hashFile, { force: true });
  const next = inProject('node_modules/next/dist/bin/next');
  const env = toolEnvironment('production', {});
  const { code, stdout, stderr } = await run(process.execPath, [next, 'build', inProject(folder)], { env });
  if (code !== 0) throw new Refusal(`The floor can't be built; Next.js says:\n${stdout}${stderr}`);
  cpSync(inProject(folder, '.next/static'), `${standalone}/.next/static`, { recursive: true });
  writeFileSync(hashFile, hash);
}

function isBuilt() {
  return existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hashFloor();
}

/** Hashes what the floor's build depends on: its sources, and the installed versions rather than the requested ones. */
function hashFloor() {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`);
  for (const name of ['next', 'react', 'react-dom']) {
    const { version } = JSON.parse(readFileSync(inProject('node_modules', name, 'package.json'), 'utf8'));
    hash.update(`${name} ${version}\n`);
  }
  for (const file of ['next.config.js', 'tsconfig.json', ...listSources()]) {
    hash.update(`${file}\n`).update(readFileSync(inProject(folder, file)));
  }
  return hash.digest('hex');
}

function listSources() {
  return readdirSync(inProject(folder, 'app'))
    .sort()
    .map((name) => `app/${name}`);
}

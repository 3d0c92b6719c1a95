import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { inStandalone } from '../launch/build-app.mjs';
import { appEnvironment, readSettings, toolEnvironment } from '../launch/environment.mjs';
import { startApp, startEmulator } from '../launch/portal.mjs';
import { step } from '../launch/steps.mjs';
import { run, stopAll } from '../processes/child.mjs';
import { sum } from './counts.mjs';

/** In this order: the first one makes what the others need. */
const commands = [
  { name: 'prepare', args: [], prints: /^First administrator: /m },
  { name: 'user-add', args: ['person@example.com', 'Analyst'], prints: /person@example\.com was added/ },
  { name: 'user-two-factor-reset', args: ['person@example.com'], prints: /person@example\.com/ },
  { name: 'passwords-on', args: [], prints: /^Password sign-in was on already/m },
  { name: 'vault-rotate', args: [], prints: /^The vault has a new key; 1 data keys/m },
  { name: 'activity-verify', args: [], prints: /^Chain installation holds/m },
];

/**
 * Runs all that the build holds from a copy outside of the project, where nothing can be found by accident in the
 * project's own node_modules.
 * @param {string} dist
 * @returns {Promise<import('./counts.mjs').Count>}
 */
export async function checkStandalone(dist) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchboard-'));
  const standalone = path.join(folder, 'standalone');
  cpSync(inStandalone(dist), standalone, { recursive: true });
  const settings = readSettings({
    PORT: await findFreePort(),
    EMULATOR_PORT: await findFreePort(),
    DATA_DIR: path.join(folder, 'data'),
  });
  const env = appEnvironment(settings, 'production', toolEnvironment('production', {}));
  const programs = /** @type {const} */ ({ mode: 'production', readyWithinMs: 30_000 });
  const emulator = [path.join(standalone, 'emulator.mjs')];
  const app = [path.join(standalone, 'server.js')];
  const checks = [
    () => requireNoUnknownCommand(standalone),
    ...commands.map((command) => () => runCommand(standalone, command, env)),
    () => startEmulator(settings, { ...programs, emulator }),
    () => startApp(settings, { ...programs, app }, env),
  ];
  const counts = [];
  try {
    for (const check of checks) counts.push(await attempt(check));
  } finally {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
  return sum(counts);
}

/**
 * @param {string} standalone
 * @param {typeof commands[number]} command
 * @param {NodeJS.ProcessEnv} env
 */
function runCommand(standalone, { name, args, prints }, env) {
  return step(`Running ${name}`, `${name} runs`, async () => {
    const { code, stdout, stderr } = await run(
      process.execPath,
      [path.join(standalone, `commands/${name}.mjs`), ...args],
      {
        env,
      },
    );
    if (code !== 0 || !prints.test(stdout))
      throw new Error(`${name} ended with ${code}:\n${stdout}${stderr}`);
  });
}

/** @param {string} standalone */
async function requireNoUnknownCommand(standalone) {
  const known = new Set(commands.map(({ name }) => `${name}.mjs`));
  const unknown = readdirSync(path.join(standalone, 'commands')).filter((file) => !known.has(file));
  if (unknown.length > 0) throw new Error(`scripts/checks/standalone.mjs doesn't run ${unknown.join(', ')}`);
}

/**
 * @param {() => Promise<unknown>} work
 * @returns {Promise<import('./counts.mjs').Count>}
 */
async function attempt(work) {
  try {
    await work();
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

/** @returns {Promise<string>} */
export function findFreePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(String(port)));
    });
  });
}

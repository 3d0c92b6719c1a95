import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inStandalone } from '../launch/build-app.mjs';
import { appEnvironment, buildFolder, readSettings, toolEnvironment } from '../launch/environment.mjs';
import { startApp, startEmulator } from '../launch/portal.mjs';
import { root } from '../launch/root.mjs';
import { step } from '../launch/steps.mjs';
import { killAll, launch, stopAll } from '../processes/child.mjs';
import { findFreePort } from './standalone.mjs';
import { Visitor } from './visitor.mjs';

// Checks what README.md promises a newcomer: one command leads to a portal that can be signed in to, looked at, and
// killed.

const compilers = ['cc', 'c++', 'gcc', 'g++', 'clang', 'make', 'python', 'python3', 'node-gyp'];
const started = 'Ctrl-C stops it.';
const startWithinMs = 1_200_000;
const pageViews = 100;
const kills = 5;

/** @returns {Promise<import('./counts.mjs').Count>} */
export async function checkNewcomer() {
  requireNoCompiler();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'switchboard-newcomer-'));
  const variables = {
    PORT: await findFreePort(),
    EMULATOR_PORT: await findFreePort(),
    DATA_DIR: dataDir,
  };
  try {
    const administrator = await step('Starting, from nothing', 'Started, from nothing', () =>
      startAndLook(variables),
    );
    await step(`Killing it ${kills} times`, `Killed ${kills} times`, () =>
      killAndLook(variables, administrator),
    );
  } finally {
    await stopAll();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return { passed: 2, failed: 0 };
}

function requireNoCompiler() {
  const env = { ...process.env, PATH: process.env.TEST_BARE_PATH };
  const found = compilers.filter((name) => spawnSync(name, ['--version'], { env }).error === undefined);
  if (found.length > 0)
    throw new Error(`A newcomer without a compiler has no ${found.join(', ')} on the PATH.`);
}

/**
 * @typedef {{ email: string, password: string }} Administrator
 * @typedef {{ PORT: string, EMULATOR_PORT: string, DATA_DIR: string }} Variables
 */
/**
 * @param {Variables} variables
 * @returns {Promise<Administrator>}
 */
async function startAndLook(variables) {
  const { TEST_BARE_PATH: PATH, npm_config_cache, npm_config_registry } = process.env;
  const env = toolEnvironment('production', { PATH, npm_config_cache, npm_config_registry, ...variables });
  const { child, ended } = launch('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  /** @type {Promise<void>} */
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        printed += text;
        if (printed.includes(started)) resolve();
      });
    }
  });
  await within(startWithinMs, { ready, ended, printed: () => printed });
  const administrator = readAdministrator(printed);
  await requireSecondClient(printed);
  const visitor = new Visitor(`http://localhost:${variables.PORT}`);
  await visitor.signIn(administrator);
  const addresses = await visitor.listAddresses();
  for (let view = 0; view < pageViews; view += 1) {
    await visitor.look(/** @type {string} */ (addresses[view % addresses.length]));
  }
  await stopAll();
  requireLines(printed.slice(printed.indexOf(started) + started.length));
  return administrator;
}

/**
 * An answer that was given must be true of the database that is left behind.
 * @param {Variables} variables
 * @param {Administrator} administrator
 */
async function killAndLook(variables, administrator) {
  const settings = readSettings(variables);
  const env = appEnvironment(settings, 'production', toolEnvironment('production', {}));
  const programs = /** @type {const} */ ({ mode: 'production', readyWithinMs: 60_000 });
  const visitor = new Visitor(settings.address);
  for (let kill = 0; kill < kills; kill += 1) {
    await startEmulator(settings, { ...programs, emulator: [inStandalone(buildFolder(), 'emulator.mjs')] });
    const { ended } = await startApp(
      settings,
      { ...programs, app: [inStandalone(buildFolder(), 'server.js')] },
      env,
    );
    // From the second time on, with the session that the killed server had answered with.
    if (kill > 0) await visitor.look('/');
    await visitor.signIn(administrator);
    killAll();
    await ended;
    requireIntegrity(path.join(settings.dataDir, 'switchboard.sqlite'));
  }
}

/** @param {string} file */
function requireIntegrity(file) {
  const script = `
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite') ?? require('@photostructure/sqlite');
    const database = new DatabaseSync(${JSON.stringify(file)});
    console.log(database.prepare('pragma integrity_check').get().integrity_check);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  if (stdout !== 'ok\n') throw new Error(`The database does not hold after a kill: ${stdout}${stderr}`);
}

/**
 * @typedef {object} Start
 * @property {Promise<void>} ready
 * @property {Promise<import('../processes/child.mjs').Ending>} ended
 * @property {() => string} printed
 */
/**
 * @param {number} timeoutMs
 * @param {Start} start
 */
async function within(timeoutMs, { ready, ended, printed }) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`npm start took too long:\n${printed()}`)), timeoutMs);
  });
  const over = ended.then(() => Promise.reject(new Error(`npm start ended:\n${printed()}`)));
  try {
    await Promise.race([ready, late, over]);
  } finally {
    clearTimeout(timer);
    over.catch(() => {});
  }
}

/**
 * @param {string} printed
 * @returns {Administrator}
 */
function readAdministrator(printed) {
  const [, email, password] = /First administrator: (\S+)\nPassword: +(\S+)/.exec(printed) ?? [];
  if (!email || !password) throw new Error(`npm start printed no first password:\n${printed}`);
  return { email, password };
}

/**
 * Requires a first start to print enough to add the emulator's second client.
 * @param {string} printed
 */
async function requireSecondClient(printed) {
  const [, address, key] = /API address: (\S+)\nAPI key: +(\S+)/.exec(printed) ?? [];
  const headers = { Authorization: `Basic ${Buffer.from(`${key}`).toString('base64')}` };
  if (!address || !(await fetch(`${address}/profile`, { headers })).ok) {
    throw new Error(`npm start printed no key of a second client:\n${printed}`);
  }
}

/**
 * Whatever Node itself prints, such as a warning, would break who reads the log.
 * @param {string} log
 */
function requireLines(log) {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && line !== 'Stopping.');
  const odd = lines.filter((line) => !line.startsWith('{'));
  if (odd.length > 0) throw new Error(`The log holds what is no JSON:\n${odd.join('\n')}`);
}

import { spawn } from 'node:child_process';
import { root } from '../launch/root.mjs';

// Every program we start leads a process group of its own. Ctrl-C then reaches only us, and we decide in which order
// the others end; and a signal to the group also reaches what the program has started itself.

/**
 * @typedef {object} Ending
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 */
/**
 * @typedef {object} Launched
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<Ending>} ended
 * @property {number} patienceMs How long it may take to stop when it is asked to.
 */

/** A service may have work to finish; a tool only has to leave. */
const servicePatienceMs = 10_000;
const toolPatienceMs = 2_000;

/** @type {Set<Launched>} */
const running = new Set();

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { patienceMs?: number }} options
 * @returns {Launched}
 */
export function launch(command, args, { patienceMs = servicePatienceMs, ...options }) {
  const child = spawn(command, args, { cwd: root, detached: true, ...options });
  const launched = { child, ended: ending(child), patienceMs };
  running.add(launched);
  launched.ended.finally(() => running.delete(launched)).catch(() => {});
  return launched;
}

/**
 * Runs a program to its end and keeps what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
export async function run(command, args, { env = process.env } = {}) {
  const { child, ended } = launch(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    patienceMs: toolPatienceMs,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return { ...(await ended), stdout, stderr };
}

/**
 * Runs a program to its end and lets it print; resolves to whether it succeeded.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
export async function show(command, args, { env = process.env } = {}) {
  const launched = launch(command, args, {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    patienceMs: toolPatienceMs,
  });
  const { code } = await launched.ended;
  // A test runner that crashes can leave a server behind.
  signalGroup(launched, 'SIGKILL');
  return code === 0;
}

/** The last one started goes first, so that the app can still finish what it began with the emulator. */
export async function stopAll() {
  const timer = setTimeout(killAll, Math.max(0, ...[...running].map(({ patienceMs }) => patienceMs)));
  for (const launched of [...running].reverse()) {
    signalGroup(launched, 'SIGTERM');
    await launched.ended.catch(() => {});
  }
  clearTimeout(timer);
}

export function killAll() {
  for (const launched of running) signalGroup(launched, 'SIGKILL');
}

/** @param {Ending} ending */
export function describeEnding({ code, signal }) {
  return signal ? `ended by ${signal}` : `exit code ${code}`;
}

/**
 * @param {Launched} launched
 * @param {NodeJS.Signals} signal
 */
function signalGroup({ child }, signal) {
  if (!child.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Ending>}
 */
function ending(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

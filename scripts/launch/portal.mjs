import { requireFreePorts } from '../processes/ports.mjs';
import { startService, watch } from '../processes/service.mjs';
import { expectSignal } from './entry.mjs';
import { appEnvironment, claimedPorts, describeSecondClient, emulatorEnvironment } from './environment.mjs';
import { printNotice } from './notice.mjs';
import { prepare } from './prepare.mjs';
import { say } from './steps.mjs';

/**
 * How each of the three programs is run: built for `npm start`, from the sources for `npm run dev`.
 * @typedef {object} Programs
 * @property {import('./environment.mjs').Mode} mode
 * @property {string[]} prepare
 * @property {string[]} emulator
 * @property {string[]} app
 * @property {number} readyWithinMs
 */

/**
 * @param {import('./environment.mjs').Settings} settings
 * @param {Programs} programs
 */
export async function runPortal(settings, programs) {
  // Once more: minutes may have passed since the first look.
  await requireFreePorts(claimedPorts(settings));
  const env = appEnvironment(settings, programs.mode);
  // Packages and builds may be for everybody; what the programs write from here on is their user's alone.
  process.umask(0o077);
  await prepare(programs.prepare, env, describeSecondClient(settings));
  const services = [];
  if (settings.emulator) services.push(await startEmulator(settings, programs));
  services.push(await startApp(settings, programs, env));
  say(`\n  ${settings.address}`);
  printNotice();
  say('\n  Ctrl-C stops it.\n');
  expectSignal();
  for (const service of services) service.passOn();
  await watch(services);
}

/**
 * @param {import('./environment.mjs').Settings} settings
 * @param {Pick<Programs, 'mode' | 'emulator' | 'readyWithinMs'>} programs
 */
export function startEmulator(settings, { mode, emulator, readyWithinMs }) {
  return startService({
    name: 'Codat emulator',
    args: emulator,
    env: emulatorEnvironment(settings, mode),
    isReady: (printed) => printed.includes('listening on'),
    readyWithinMs,
    passAsText: mode !== 'production',
  });
}

/**
 * @param {import('./environment.mjs').Settings} settings
 * @param {Pick<Programs, 'mode' | 'app' | 'readyWithinMs'>} programs
 * @param {NodeJS.ProcessEnv} env
 */
export function startApp({ host, port }, { mode, app, readyWithinMs }, env) {
  const health = `http://${reachable(host)}:${port}/api/health`;
  return startService({
    name: 'app',
    args: app,
    env,
    isReady: () => isHealthy(health, readyWithinMs),
    readyWithinMs,
    passAsText: mode !== 'production',
  });
}

/**
 * @param {string} address
 * @param {number} timeoutMs
 */
async function isHealthy(address, timeoutMs) {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    return response.ok && (await response.json()).status === 'ok';
  } catch {
    return false;
  }
}

/**
 * "Every address" is no address to connect to.
 * @param {string} host
 */
function reachable(host) {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

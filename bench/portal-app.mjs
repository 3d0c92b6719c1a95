import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { toolEnvironment } from '../scripts/launch/environment.mjs';
import { inProject } from '../scripts/launch/root.mjs';
import { Refusal } from '../scripts/launch/startup-error.mjs';
import { startService } from '../scripts/processes/service.mjs';
import { answers, findFreePort } from './loopback.mjs';

// The portal as an operator runs it, by `npm start`, on a database of its own and with the emulator for a Codat. Built
// where the tests build: neither a running portal nor its build is touched.

export const dist = '.next-test';

const email = 'bench@example.com';
/** Enough to build again: a file may have been saved since the last build. */
const startWithinMs = 300_000;

/**
 * @typedef {object} Portal
 * @property {string} url
 * @property {{ email: string, password: string }} administrator
 * @property {() => Promise<string[]>} takeCodatCalls What the emulator has been asked since this was last called.
 * @property {(path: string, body: unknown) => Promise<void>} tellCodat Sets the scene at the emulator.
 */

/** @returns {Promise<Portal>} */
export async function startPortal() {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'switchboard-bench-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const [port, emulatorPort] = [await findFreePort(), await findFreePort()];
  const [password, emulatorKey] = [randomKey(), randomKey()];
  const url = `http://127.0.0.1:${port}`;
  await startService({
    name: 'portal',
    args: [inProject('scripts/start.mjs')],
    // Nothing of the caller's own configuration: no key of a real Codat, no other database.
    env: toolEnvironment('production', {
      SWITCHBOARD_DIST: dist,
      HOST: '127.0.0.1',
      PORT: String(port),
      EMULATOR_PORT: String(emulatorPort),
      EMULATOR_API_KEY: emulatorKey,
      DATA_DIR: dataDir,
      ADMIN_EMAIL: email,
      ADMIN_PASSWORD: password,
    }),
    isReady: () => answers(`${url}/api/health`),
    readyWithinMs: startWithinMs,
  });
  const control = `http://127.0.0.1:${emulatorPort}/__emulator`;
  return {
    url,
    administrator: { email, password },
    takeCodatCalls: () => takeCalls(`${control}/requests`, emulatorKey),
    tellCodat: (path, body) => tell(`${control}/${path}`, emulatorKey, body),
  };
}

/**
 * @param {string} address
 * @param {string} key
 * @param {unknown} body
 */
async function tell(address, key, body) {
  const headers = { Authorization: basic(key), 'Content-Type': 'application/json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Refusal(`The emulator answers ${response.status} at ${address}.`);
}

/**
 * @param {string} log
 * @param {string} key
 * @returns {Promise<string[]>}
 */
async function takeCalls(log, key) {
  const headers = { Authorization: basic(key) };
  const received = await (await fetch(log, { headers })).json();
  await fetch(log, { method: 'DELETE', headers });
  return received.map(
    (/** @type {{ method: string, path: string }} */ { method, path }) => `${method} ${path}`,
  );
}

/** @param {string} key */
function basic(key) {
  return `Basic ${Buffer.from(key).toString('base64')}`;
}

function randomKey() {
  return randomBytes(18).toString('base64url');
}

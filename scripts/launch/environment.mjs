import path from 'node:path';
import { root } from './root.mjs';
import { Refusal } from './startup-error.mjs';

/** @typedef {Record<string, string | undefined>} Variables */
/** @typedef {'production' | 'development' | 'test'} Mode */

/**
 * @typedef {object} Settings
 * @property {string} host
 * @property {number} port
 * @property {string} address What a person opens.
 * @property {string} dataDir
 * @property {{ port: number, key: string, clients: string | null } | null} emulator Null when there is a real Codat to
 *   talk to. `clients` is a list like that of EMULATOR_API_KEYS, or null if there is only the one client of the key.
 */

const secondKey = 'local-emulator-key-2';

/** Variables of the launcher alone, as they stand in .env.example; those of the app are described in lib/server/env-variables.ts. */
export const launcherVariables = {
  EMULATOR_PORT: {
    preset: 4010,
    description: 'The port of the local emulator, which runs if CODAT_API_KEY is unset.',
  },
  EMULATOR_API_KEY: {
    preset: 'local-emulator-key',
    description: 'The API key of the only client of the local emulator. EMULATOR_API_KEYS goes before it.',
  },
  EMULATOR_API_KEYS: {
    preset: `first=local-emulator-key,Production=${secondKey}`,
    description:
      'The clients of the local emulator, each a name and an API key. The portal begins with the first.',
  },
  EMULATOR_SEED: {
    preset: 'default',
    description:
      'What the first client of a new emulator holds: default, empty, legacy-plaid, large or production.',
  },
  SWITCHBOARD_DIST: { preset: '.next', description: 'The folder of the build, below the project.' },
};

/** The environment that the project's tools may see: where things are, and none of the app's secrets. */
const harmless =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|CI|DEBUG|DISPLAY|LD_LIBRARY_PATH|XDG_\w+|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|PLAYWRIGHT_\w+)$/i;

/** @param {Variables} [source] */
export function buildFolder(source = process.env) {
  return source.SWITCHBOARD_DIST || launcherVariables.SWITCHBOARD_DIST.preset;
}

/**
 * @param {Variables} [source]
 * @returns {Settings}
 */
export function readSettings(source = process.env) {
  const host = source.HOST || '127.0.0.1';
  const port = readPort(source, 'PORT', 3000);
  const emulator = source.CODAT_API_KEY
    ? null
    : {
        port: readPort(source, 'EMULATOR_PORT', launcherVariables.EMULATOR_PORT.preset),
        ...readClients(source),
      };
  return {
    host,
    port,
    address: source.APP_URL || `http://localhost:${port}`,
    // The server changes its working directory into the build: a relative path would end up there.
    dataDir: path.resolve(root, source.DATA_DIR || '.data'),
    emulator,
  };
}

/** @param {Settings} settings */
export function claimedPorts({ host, port, emulator }) {
  const claims = [{ variable: 'PORT', host, port }];
  if (emulator) claims.push({ variable: 'EMULATOR_PORT', host: '127.0.0.1', port: emulator.port });
  return claims;
}

/**
 * For the app and its commands.
 * @param {Settings} settings
 * @param {Mode} mode
 * @param {Variables} [source]
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment({ host, port, dataDir, emulator }, mode, source = process.env) {
  return {
    ...source,
    NODE_ENV: mode,
    NEXT_TELEMETRY_DISABLED: '1',
    HOST: host,
    HOSTNAME: host,
    PORT: String(port),
    DATA_DIR: dataDir,
    ...(emulator && {
      CODAT_LOCAL: '1',
      CODAT_API_KEY: emulator.key,
      CODAT_API_URL: `http://127.0.0.1:${emulator.port}`,
      PLAID_BASE_URL: `http://127.0.0.1:${emulator.port}/plaid`,
      STRIPE_BASE_URL: `http://127.0.0.1:${emulator.port}/stripe`,
    }),
  };
}

/**
 * @param {Settings} settings
 * @param {Mode} mode
 */
export function emulatorEnvironment({ dataDir, emulator }, mode) {
  return toolEnvironment(mode, {
    EMULATOR_PORT: String(emulator?.port),
    ...(emulator?.clients ? { EMULATOR_API_KEYS: emulator.clients } : { EMULATOR_API_KEY: emulator?.key }),
    EMULATOR_STATE_FILE: path.join(dataDir, 'emulator-state.json'),
    EMULATOR_SEED: process.env.EMULATOR_SEED,
  });
}

/**
 * A build reads its environment and writes parts of it down, and a test must never meet the operator's own Codat key
 * or database: both get the harmless part and what is added here.
 * @param {Mode} mode
 * @param {Variables} additions
 * @param {Variables} [source]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(mode, additions, source = process.env) {
  const kept = Object.entries(source).filter(([name]) => harmless.test(name));
  const added = Object.entries(additions).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries([...kept, ...added]), NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: '1' };
}

/**
 * Returns how the operator adds the emulator's second client, or null if the clients are the operator's own.
 * @param {Settings} settings
 */
export function describeSecondClient({ emulator }) {
  if (emulator?.clients !== launcherVariables.EMULATOR_API_KEYS.preset) return null;
  return [
    'The local Codat has a second client. To see it next to the first: Settings > Codat instances > Add instance,',
    `API address: http://127.0.0.1:${emulator.port}`,
    `API key:     ${secondKey}`,
  ].join('\n');
}

/**
 * The one key stays one client, for those who set it before there were several.
 * @param {Variables} source
 */
function readClients(source) {
  const alone = source.EMULATOR_API_KEY;
  if (alone && !source.EMULATOR_API_KEYS) return { key: alone, clients: null };
  const clients = source.EMULATOR_API_KEYS || launcherVariables.EMULATOR_API_KEYS.preset;
  const [, key] = /^\s*[^=,]+=([^,]*[^,\s])/.exec(clients) ?? [];
  if (key) return { key, clients };
  throw new Refusal(
    'EMULATOR_API_KEYS must be name=key, by commas, such as first=key-one,Production=key-two.',
  );
}

/**
 * @param {Variables} source
 * @param {string} name
 * @param {number} preset
 */
function readPort(source, name, preset) {
  const text = source[name];
  if (!text) return preset;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`${name} must be a whole number from 1 to 65535, and it is "${text}".`);
}

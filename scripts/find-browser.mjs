import { spawnSync } from 'node:child_process';
import { inProject } from './launch/root.mjs';
import { Refusal } from './launch/startup-error.mjs';
import { step } from './launch/steps.mjs';
import { run } from './processes/child.mjs';

// The first one has no windows to draw, and the journeys take two thirds of their time with it.
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const playwright = inProject('node_modules/playwright/cli.js');

/**
 * A browser for the journeys, installed if there is none. After the packages: it asks Playwright for its own.
 * @returns {Promise<string>} the path of an executable that starts
 */
export async function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen && !starts(chosen)) throw new Refusal(`CHROMIUM_PATH is ${chosen}, which doesn't start.`);
  const browser =
    chosen ||
    findOnPath() ||
    (await findPlaywrights()) ||
    (await installPlaywrights()) ||
    (await installWithApt());
  if (browser) return browser;
  throw new Refusal(
    'No browser for the journeys: there is no Chromium that starts on the PATH, Playwright could not download its own, ' +
      'and apt could not install one (or is not ours to use); install Chromium or Google Chrome and try again.',
  );
}

/** An executable is not enough: Ubuntu's `chromium-browser` may be a script that only names a snap. */
function starts(/** @type {string} */ executable) {
  const { status, stdout } = spawnSync(executable, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return status === 0 && /Chrom/.test(stdout);
}

function findOnPath() {
  const name = names.find(starts);
  return name && spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
}

async function findPlaywrights() {
  const { chromium } = await import('playwright');
  const executable = chromium.executablePath();
  return starts(executable) ? executable : undefined;
}

async function installPlaywrights() {
  return attempt(
    "Downloading Playwright's Chromium",
    [process.execPath, playwright, 'install', 'chromium'],
    findPlaywrights,
  );
}

async function installWithApt() {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return undefined;
  const install = (/** @type {string} */ name) => `DEBIAN_FRONTEND=noninteractive apt-get install -y ${name}`;
  const command = `apt-get update && (${install('chromium-headless-shell')} || ${install('chromium')})`;
  return attempt('Installing Chromium with apt', ['sh', '-c', command], async () => findOnPath());
}

/**
 * @param {string} doing
 * @param {[string, ...string[]]} commandLine
 * @param {() => Promise<string | undefined>} find
 * @returns {Promise<string | undefined>}
 */
async function attempt(doing, [command, ...args], find) {
  try {
    return await step(doing, doing, async () => {
      const { code } = await run(command, args);
      const found = code === 0 && (await find());
      if (!found) throw new Refusal(`${doing} did not work.`);
      return found;
    });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findBrowser } from '../find-browser.mjs';
import { ensureBuilt, isBuilt } from '../launch/build-app.mjs';
import { toolEnvironment } from '../launch/environment.mjs';
import { inProject } from '../launch/root.mjs';
import { Refusal } from '../launch/startup-error.mjs';
import { show } from '../processes/child.mjs';
import { countPlaywright, countVitest, sum } from './counts.mjs';
import { checkStandalone } from './standalone.mjs';

/** @typedef {import('./counts.mjs').Count} Count */

/** Not the build folder of `npm start`: checks must never disturb a running app. */
const dist = '.next-test';

/** @param {Record<string, string | undefined>} [additions] */
function environment(additions = {}) {
  return toolEnvironment('test', { SWITCHBOARD_DIST: dist, TEST_LONG: process.env.TEST_LONG, ...additions });
}

/**
 * @param {string} script in node_modules
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function tool(script, args, env = environment()) {
  return show(process.execPath, [inProject('node_modules', script), ...args], { env });
}

/** @returns {Promise<Count>} */
export async function checkFormatAndLint() {
  return asCount(await tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']));
}

/**
 * Next writes the types of the routes into its build folder, and there may be several of those: only the one just
 * written counts.
 * @returns {Promise<Count>}
 */
export async function checkTypes() {
  if (!(await tool('next/dist/bin/next', ['typegen']))) return asCount(false);
  const config = inProject(dist, 'tsconfig.json');
  mkdirSync(path.dirname(config), { recursive: true });
  writeFileSync(
    config,
    JSON.stringify({
      extends: '../tsconfig.json',
      compilerOptions: { allowJs: true, checkJs: true },
      include: [
        '../next-env.d.ts',
        '../**/*.ts',
        '../**/*.tsx',
        '../scripts/**/*.mjs',
        '../bench/*.mjs',
        './types/**/*.ts',
      ],
    }),
  );
  return asCount(await tool('typescript/bin/tsc', ['--project', config]));
}

/**
 * @param {'unit' | 'contract' | 'integration'} project
 * @returns {Promise<Count>}
 */
export function runVitest(project) {
  return withReport(async (report) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    return tool('vitest/vitest.mjs', ['run', `--project=${project}`, ...reporters]);
  }, countVitest);
}

/** @returns {Promise<Count>} */
export async function build() {
  await ensureBuilt(dist);
  return sum([asCount(true), await checkStandalone(dist)]);
}

/** @returns {Promise<Count>} */
export async function runJourneys() {
  if (!isBuilt(dist)) throw new Refusal('The journeys need the build, and there is none.');
  const browser = await findBrowser();
  return withReport(async (report) => {
    const env = environment({ CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report });
    return tool('@playwright/test/cli.js', ['test', '--reporter=list,json'], env);
  }, countPlaywright);
}

/**
 * Counts what the browser has to load, compared with a minimal app of the same Next.js.
 * @returns {Promise<Count>}
 */
export async function checkBundleSize() {
  return asCount(
    await tool('../bench/run.mjs', ['--weights'], environment({ CHROMIUM_PATH: await findBrowser() })),
  );
}

/**
 * @param {(report: string) => Promise<boolean>} runner writes a report into the file
 * @param {(report: string | null, succeeded: boolean) => Count} count
 */
async function withReport(runner, count) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchboard-'));
  const report = path.join(folder, 'report.json');
  try {
    const succeeded = await runner(report);
    return count(readReport(report), succeeded);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} file */
function readReport(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {boolean} succeeded
 * @returns {Count}
 */
function asCount(succeeded) {
  return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

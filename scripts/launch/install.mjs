import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { run } from '../processes/child.mjs';
import { withLock } from './lock.mjs';
import { inProject, root } from './root.mjs';
import { Refusal } from './startup-error.mjs';
import { step } from './steps.mjs';

const stampFile = inProject('node_modules', '.switchboard-install');

export async function ensureInstalled() {
  if (isInstalled()) return;
  await withLock(async () => {
    if (isInstalled()) return;
    await step('Installing packages', 'Packages installed', install);
  });
}

function isInstalled() {
  const stamp = installStamp();
  if (readText(stampFile) === stamp) return true;
  // Installed by hand, as by `npm install <name>` during development: no reason to do it all again.
  if (
    !isFollowed(
      readText(inProject('package-lock.json')),
      readText(inProject('node_modules/.package-lock.json')),
    )
  ) {
    return false;
  }
  if (!loadsNativePackages()) return false;
  writeFileSync(stampFile, stamp);
  return true;
}

async function install() {
  // With NODE_ENV=production npm would leave out what the build needs.
  const options = ['--include=dev', '--no-audit', '--no-fund'];
  const { code, stdout, stderr } = await run(...npm(['ci', ...options]));
  if (code !== 0) throw new Refusal(explainFailure(`${stdout}\n${stderr}`));
  if (!loadsNativePackages()) throw new Refusal(missingBinary);
  writeFileSync(stampFile, installStamp());
}

const missingBinary =
  'A native package (@photostructure/sqlite, which Node 20 needs, or @node-rs/argon2) has no binary for this machine; ' +
  'install Node 24, which carries SQLite itself, and try again.';

/** @param {string} output */
export function explainFailure(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(output)) {
    return "The packages can't be downloaded; check this machine's connection and npm's registry and proxy settings, and try again.";
  }
  if (/ENOSPC/.test(output)) return "The packages can't be installed, reason the disk is full.";
  const lastLines = output.trim().split('\n').slice(-15).join('\n');
  return `The packages can't be installed; npm says:\n${lastLines}`;
}

/**
 * Whether what npm has written down about node_modules is what the lockfile asks for. Optional packages may be
 * missing: most are for other platforms.
 * @param {string | null} lockfile
 * @param {string | null} installed
 */
export function isFollowed(lockfile, installed) {
  if (!lockfile || !installed) return false;
  const wanted = Object.entries(JSON.parse(lockfile).packages).filter(([folder]) => folder !== '');
  const present = JSON.parse(installed).packages;
  const strangers = Object.keys(present).length - wanted.filter(([folder]) => folder in present).length;
  return (
    strangers === 0 &&
    wanted.every(([folder, { integrity, optional }]) =>
      folder in present ? present[folder].integrity === integrity : optional,
    )
  );
}

/** Native packages are made for one platform and one version of Node's binary interface. */
function installStamp() {
  const lockfile = createHash('sha256')
    .update(readFileSync(inProject('package-lock.json')))
    .digest('hex');
  return `${lockfile} ${process.platform}-${process.arch} node-abi-${process.versions.modules}\n`;
}

/** In a process of its own: a binary made for another Node can take the process down. */
function loadsNativePackages() {
  const script =
    "process.getBuiltinModule('node:sqlite') ?? require('@photostructure/sqlite'); require('@node-rs/argon2')";
  return spawnSync(process.execPath, ['-e', script], { cwd: root, stdio: 'ignore' }).status === 0;
}

/**
 * The very npm that runs us, where one does.
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function npm(args) {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? [process.execPath, [script, ...args]] : ['npm', args];
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

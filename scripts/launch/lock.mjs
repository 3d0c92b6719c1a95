import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from './root.mjs';
import { say } from './steps.mjs';

// Two starts in one checkout must not install or build over each other. The lock is a folder, because making one either
// succeeds or fails as a whole. It is next to the build folders, because git ignores that name already.

const claimMs = 2_000;
const lookAgainMs = 250;

/**
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [folder]
 * @returns {Promise<T>}
 */
export async function withLock(work, folder = inProject('.next-lock')) {
  const release = () => rmSync(folder, { recursive: true, force: true });
  await take(folder);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

/** @param {string} folder */
async function take(folder) {
  for (let told = false; !tryToTake(folder); ) {
    if (discardIfAbandoned(folder)) continue;
    if (!told) say('  … Waiting for another command that installs or builds in this folder');
    told = true;
    await sleep(lookAgainMs);
  }
}

/** @param {string} folder */
function tryToTake(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(path.join(folder, 'pid'), String(process.pid));
  return true;
}

/** @param {string} folder */
function discardIfAbandoned(folder) {
  try {
    if (isHeld(folder)) return false;
    const aside = `${folder}-${process.pid}`;
    renameSync(folder, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch {
    // Released, or discarded by another one, while we looked.
  }
  return true;
}

/** @param {string} folder */
function isHeld(folder) {
  const ageMs = Date.now() - statSync(folder).mtimeMs;
  try {
    return isAlive(Number(readFileSync(path.join(folder, 'pid'), 'utf8')));
  } catch {
    return ageMs < claimMs;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

import os from 'node:os';
import { killAll, stopAll } from '../processes/child.mjs';
import { Refusal } from './startup-error.mjs';
import { say } from './steps.mjs';

const lookAgainMs = 250;

let stopping = false;

/**
 * Runs a script. However it ends, nothing that it started continues to run.
 * @param {() => Promise<void>} work
 */
export function runScript(work) {
  process.once('exit', killAll);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => stopOn(signal));
  }
  followShell();
  work().catch(async (error) => {
    if (stopping) return;
    console.error(error instanceof Refusal ? `\n${error.message}` : error);
    await stopAll();
    process.exit(1);
  });
}

let exitCodeOnSignal = /** @type {number | null} */ (null);

/** From here on a signal is the ordinary way to end. */
export function expectSignal() {
  exitCodeOnSignal = 0;
}

/** npm passes a SIGTERM on to the shell between it and us, and the shell dies of it without telling us. */
function followShell() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    stopOn('SIGTERM');
  }, lookAgainMs);
  timer.unref();
}

/** @param {'SIGINT' | 'SIGTERM' | 'SIGHUP'} signal */
async function stopOn(signal) {
  // Who asks twice doesn't want to wait.
  if (stopping) return killAll();
  stopping = true;
  say('\nStopping.');
  await stopAll();
  process.exit(exitCodeOnSignal ?? 128 + os.constants.signals[signal]);
}

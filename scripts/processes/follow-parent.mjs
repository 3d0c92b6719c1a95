// Loaded into the app and the emulator before their own code: when `npm start` is killed so hard that it can't stop
// them, the pipe to their standard input closes, and they end by themselves.

import { isMainThread } from 'node:worker_threads';

// Next's development server starts workers with the same options; they have a parent of their own to follow, and their
// standard input may be closed from the start.
const isChildOfStart = process.env.SWITCHBOARD_STARTED_BY === String(process.ppid);

if (isMainThread && isChildOfStart) {
  process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM')).resume();
  process.stdin.unref();
}

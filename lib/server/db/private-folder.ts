import 'server-only';

import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { StartupError } from '../errors';
import { logWarning } from '../log';

// DATA_DIR is the user's alone who runs the server. An earlier version, or a folder made by hand, may have left it open.
// Key files are judged elsewhere: one that others could read is refused, since closing it would hide what happened.

const forOthers = 0o077;
const databaseName = 'switchboard.sqlite';
const closable = /^(switchboard\.sqlite|emulator-state\.json|activity-anchors\.jsonl)/;
const known =
  /^(switchboard\.sqlite|emulator-state\.json|activity-anchors\.jsonl|(auth|vault|activity)\.key)/;

export function databaseFile(folder: string): string {
  return path.join(folder, databaseName);
}

/** SQLite gives its companions, the log and the shared memory, the rights of the database. */
export function makeDatabaseFile(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = databaseFile(folder);
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

export function closeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder);
  for (const name of names.filter((name) => closable.test(name))) closeFile(path.join(folder, name));
  if (!isOpen(folder)) return;
  // A shared folder, such as /tmp, must stay open to its other users; the files in it are closed anyway.
  if (!names.every((name) => known.test(name)) || !close(folder)) logWarning('data-dir-open', { folder });
}

function closeFile(file: string): void {
  if (!isOpen(file) || close(file)) return;
  throw new StartupError(
    `${file} can be read by other users, and its rights can't be changed; run: chmod 600 ${file}`,
  );
}

/** A file may go between the listing and the look: SQLite deletes its companions when the last connection closes. */
function isOpen(place: string): boolean {
  const found = statSync(place, { throwIfNoEntry: false });
  return found !== undefined && (found.mode & forOthers) !== 0;
}

function close(place: string): boolean {
  try {
    chmodSync(place, statSync(place).mode & 0o7700);
    return true;
  } catch {
    return !isOpen(place);
  }
}

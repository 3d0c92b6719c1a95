import 'server-only';

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { env } from './env';
import { StartupError } from './errors';
import { processSingleton } from './process-singleton';

// The installation's own secrets: 32 random bytes each, base64, in files of mode 0600 under DATA_DIR. Made once,
// before there is any data, and never again: a key invented over existing data would make that data unreadable.

export const keyNames = ['auth', 'vault', 'activity'] as const;
export type KeyName = (typeof keyNames)[number];

const keyBytes = 32;
const readByOthers = 0o077;
const readOnce = processSingleton('key-files', () => new Map<KeyName, readonly Buffer[]>());

export function readKey(name: KeyName): Buffer {
  return readKeys(name)[0] as Buffer;
}

/** Usually one; the vault's file holds two while a rotation is in progress, the new one first. */
export function readKeys(name: KeyName): readonly Buffer[] {
  const known = readOnce.get().get(name);
  if (known) return known;
  const keys = readKeyFile(name);
  readOnce.get().set(name, keys);
  return keys;
}

export function forgetKeys(name: KeyName): void {
  readOnce.get().delete(name);
}

export function missingKeys(): KeyName[] {
  return keyNames.filter((name) => !existsSync(keyPath(name)) && !(name === 'vault' && env().vaultKeys));
}

export function createKey(name: KeyName): void {
  mkdirSync(env().dataDir, { recursive: true, mode: 0o700 });
  const made = `${keyPath(name)}.${process.pid}.new`;
  try {
    writeSynced(made, [randomBytes(keyBytes)]);
    // A link never replaces: of two processes that start at once, one makes the key and the other one reads it.
    linkSync(made, keyPath(name));
    syncFolder(env().dataDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cantWrite(name);
  } finally {
    rmSync(made, { force: true });
  }
}

/** Puts a new key before those that are there. */
export function addKey(name: KeyName): void {
  replaceKeys(name, [randomBytes(keyBytes), ...readKeys(name)]);
}

export function dropOldKeys(name: KeyName): void {
  replaceKeys(name, [readKey(name)]);
}

export function keyPath(name: KeyName): string {
  return path.join(env().dataDir, `${name}.key`);
}

/** In one step and on the disk before it counts: half a key file would be a lost vault. */
function replaceKeys(name: KeyName, keys: readonly Buffer[]): void {
  const next = `${keyPath(name)}.new`;
  try {
    writeSynced(next, keys);
    renameSync(next, keyPath(name));
    syncFolder(env().dataDir);
  } catch {
    throw cantWrite(name);
  }
  forgetKeys(name);
}

function writeSynced(path: string, keys: readonly Buffer[]): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  writeFileSync(file, toLines(keys));
  fsyncSync(file);
  closeSync(file);
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function readKeyFile(name: KeyName): readonly Buffer[] {
  const file = keyPath(name);
  let text: string;
  let mode: number;
  try {
    mode = statSync(file).mode;
    text = readFileSync(file, 'utf8');
  } catch {
    throw new StartupError(`The key file ${file} can't be read; restore it from your backup of the keys.`);
  }
  if ((mode & readByOthers) !== 0) {
    throw new StartupError(`The key file ${file} can be read by other users; run: chmod 600 ${file}`);
  }
  const keys = text
    .trim()
    .split('\n')
    .map((line) => Buffer.from(line, 'base64'));
  const damaged = keys.find((key) => key.length !== keyBytes);
  if (damaged) {
    throw new StartupError(
      `The key file ${file} is damaged (${damaged.length} bytes, not ${keyBytes}); restore it.`,
    );
  }
  return keys;
}

function toLines(keys: readonly Buffer[]): string {
  return keys.map((key) => `${key.toString('base64')}\n`).join('');
}

function cantWrite(name: KeyName): StartupError {
  return new StartupError(`The key file ${keyPath(name)} can't be written; check who owns DATA_DIR.`);
}

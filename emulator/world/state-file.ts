import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type EmulatorState, emulatorState } from './emulator-state';

// The file holds the worlds of all clients and is always replaced whole, by a rename. If the process is killed at any
// moment, the file holds either the old state or the new one, never half of one.

const saveDelayMs = 50;
const storedWorlds = z.strictObject({ worlds: z.record(z.string(), emulatorState) });

/** The worlds by the names of their clients. */
export type Worlds = Map<string, EmulatorState>;

/** Returns null if there is no such file. A file from before there were several clients holds the first one's world. */
export function readStateFile(file: string, firstClient: string): Worlds | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw unreadable(file, error);
  }
  try {
    const stored: unknown = JSON.parse(text);
    const isSeveral = typeof stored === 'object' && stored !== null && 'worlds' in stored;
    return isSeveral
      ? new Map(Object.entries(storedWorlds.parse(stored).worlds))
      : new Map([[firstClient, emulatorState.parse(stored)]]);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): Error {
  return new Error(
    `The emulator cannot read its state file ${file}. Delete it to start from a seed, or set EMULATOR_STATE_FILE to another file.`,
    { cause },
  );
}

export type StateFileWriter = {
  saveSoon(worlds: Worlds): void;
  /** Resolves once everything handed over so far is on disk. */
  flush(): Promise<void>;
};

export function createStateFileWriter(file: string): StateFileWriter {
  let waiting: Worlds | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    timer = null;
    if (!waiting) return;
    const text = JSON.stringify({ worlds: Object.fromEntries(waiting) });
    waiting = null;
    await mkdir(path.dirname(file), { recursive: true });
    const temporary = `${file}.tmp`;
    // It holds credentials, invented or not: readable by the owner alone.
    await writeFile(temporary, text, { mode: 0o600, flush: true });
    await rename(temporary, file);
  };

  const enqueue = (): Promise<void> => {
    writing = writing.then(write).catch((error: unknown) => {
      console.error(`The emulator could not write its state file ${file}:`, error);
    });
    return writing;
  };

  return {
    saveSoon(worlds) {
      waiting = worlds;
      timer ??= setTimeout(() => void enqueue(), saveDelayMs);
    },
    async flush() {
      if (timer) clearTimeout(timer);
      await enqueue();
    },
  };
}

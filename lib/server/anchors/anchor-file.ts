import 'server-only';

import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { database } from '../db/database';
import { env } from '../env';
import { parseAnchor } from './anchor';

// The anchors, one a line, next to the database and apart from it: a database that was restored disagrees with them.

/** More than the longest line: a head is some 120 bytes. */
const tailBytes = 1024 * 1024;

export function anchorFile(): string {
  return path.join(env().dataDir, 'activity-anchors.jsonl');
}

export function isAnchorFileThere(): boolean {
  return existsSync(anchorFile());
}

/** Appends the anchors that were made after the last one in the file, also those that another server made. */
export async function fileAnchors(): Promise<void> {
  const anchors = await database()
    .selectFrom('activity_anchors')
    .select(['at', 'line'])
    .where('at', '>', withFile(lastTimeIn))
    .orderBy('number')
    .execute();
  // Reads the end again: what another run has appended in the meantime must not be there twice.
  withFile((file) => {
    const last = lastTimeIn(file);
    for (const { at, line } of anchors) if (at > last) writeSync(file, `${line}\n`);
    fsyncSync(file);
  });
}

function withFile<Result>(work: (file: number) => Result): Result {
  const file = openSync(anchorFile(), 'a+', 0o600);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

function lastTimeIn(file: number): number {
  return parseAnchor(readLastLine(file))?.at ?? 0;
}

/** A server that died while it wrote has left half a line, which goes: the anchor is still in the database. */
function readLastLine(file: number): string {
  const { size } = fstatSync(file);
  const length = Math.min(size, tailBytes);
  const tail = Buffer.alloc(length);
  readSync(file, tail, 0, length, size - length);
  const end = tail.lastIndexOf('\n') + 1;
  if (end < length) ftruncateSync(file, size - length + end);
  return (
    tail
      .subarray(0, Math.max(0, end - 1))
      .toString('utf8')
      .split('\n')
      .at(-1) ?? ''
  );
}

export async function* readLines(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8');
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    input.destroy();
  }
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

describe('the lock', () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(path.join(os.tmpdir(), 'switchboard-lock-'));
    folder = path.join(parent, 'lock');
  });

  afterEach(() => rmSync(parent, { recursive: true }));

  test('lets one in at a time', async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 10));
      events.push(`${name} ends`);
    };
    await Promise.all([withLock(work('first'), folder), withLock(work('second'), folder)]);
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  test('is given back when the work fails', async () => {
    const failing = withLock(() => Promise.reject(new Error('no')), folder);
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(folder)).toBe(false);
  });

  test('of a process that is gone counts for nothing', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'pid'), String(pid));
    expect(await withLock(async () => 'done', folder)).toBe('done');
  });
});

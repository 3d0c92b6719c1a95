import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeFolder, makeDatabaseFile } from './private-folder';

describe('a data folder', () => {
  let folder: string;
  let log = '';

  beforeEach(() => {
    log = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      log += line;
      return true;
    });
    folder = mkdtempSync(path.join(tmpdir(), 'switchboard-'));
    chmodSync(folder, 0o755);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const modeOf = (name = '') => (statSync(path.join(folder, name)).mode & 0o7777).toString(8);

  function write(name: string, mode: number): void {
    writeFileSync(path.join(folder, name), '');
    chmodSync(path.join(folder, name), mode);
  }

  it('that exists is closed to other users, with the database and SQLite’s files next to it', () => {
    const names = [
      'switchboard.sqlite',
      'switchboard.sqlite-wal',
      'switchboard.sqlite-shm',
      'emulator-state.json',
    ];
    for (const name of names) write(name, 0o644);
    closeFolder(folder);
    expect([modeOf(), ...names.map(modeOf)]).toEqual(['700', '600', '600', '600', '600']);
    expect(log).toBe('');
  });

  it('leaves a key that others could read as it is, so that the start can refuse it', () => {
    write('auth.key', 0o644);
    closeFolder(folder);
    expect(modeOf('auth.key')).toBe('644');
  });

  it('that holds files of others is not taken from them, and this is warned of', () => {
    write('switchboard.sqlite', 0o664);
    write('of-another-program', 0o644);
    closeFolder(folder);
    expect(modeOf()).toBe('755');
    expect(modeOf('of-another-program')).toBe('644');
    expect(modeOf('switchboard.sqlite')).toBe('600');
    expect(JSON.parse(log)).toMatchObject({ level: 'warning', event: 'data-dir-open', folder });
  });

  it('is made closed, and so is the database, whatever the process would give to others', () => {
    const before = process.umask(0);
    try {
      folder = path.join(folder, 'new');
      const file = makeDatabaseFile(folder);
      expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
      expect(modeOf()).toBe('700');
    } finally {
      process.umask(before);
      folder = path.dirname(folder);
    }
  });

  it('is made where there is none', () => {
    closeFolder(path.join(folder, 'some', 'where'));
    expect(modeOf('some/where')).toBe('700');
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../db/database';
import { engines, setupInstallation } from '../testing/installation';
import { addInstance } from '../testing/instances/another-instance';
import { emailOf, instance } from '../testing/names';
import { recordStatements } from '../testing/statements';
import { exportActivity, exportAllActivity } from '../use-cases/activity/export-activity';
import { verifyActivityExport } from '../use-cases/activity/verify-activity-export';
import { system } from './actor';
import { installationChain } from './chain';
import { recordActivity, recordTogether } from './record';
import { verifyExport } from './verify-export';

type Lines = readonly string[];

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text.trimEnd().split('\n');
}

async function* each(lines: Lines): AsyncGenerator<string> {
  yield* lines;
}

const verify = (lines: Lines) => verifyExport(each(lines));

describe.each(engines)('an export of the activity, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let first: string;
  let second: string;
  let lines: string[];

  const event = { actor: system, action: 'settings.save', phase: 'event', outcome: 'applied' } as const;

  beforeAll(async () => {
    first = (await portal.instanceRow()).id;
    second = await addInstance(await portal.instanceRow(), 'other');
    for (const chain of [first, first, second, second]) await recordActivity({ ...event, chain });
    for (const phase of ['intent', 'outcome'] as const) {
      const operation = { operationId: 'an-operation', integrationKey: 'suuo', phase } as const;
      await recordActivity({
        ...event,
        ...operation,
        chain: first,
        actor: { id: 'id', label: 'a@example.com' },
      });
    }
  });

  async function exported(searchParams: Record<string, string> = {}): Promise<string[]> {
    const person = await portal.signInAs('Administrator');
    const { jsonLines } = await person.does(() => exportAllActivity({ format: 'jsonl', searchParams }));
    return collect(jsonLines());
  }

  beforeEach(async () => {
    lines = await exported();
  });

  it('holds every row of every chain, and verifies', async () => {
    const rows = await database()
      .selectFrom('activity')
      .selectAll()
      .orderBy('chain_id')
      .orderBy('seq')
      .execute();
    expect(lines.slice(1, -1).map((line) => JSON.parse(line))).toEqual(rows);
    const verdict = await verify(lines);
    expect(verdict).toMatchObject({ isWhole: true, trouble: null });
    expect(verdict.chains.map(({ chain }) => chain).sort()).toEqual(
      [first, installationChain, second].sort(),
    );
  });

  it('verifies from a file, without the database', async () => {
    const file = path.join(portal.dataDir, 'export.jsonl');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const statements = await recordStatements();
    expect(await verifyActivityExport({ file })).toMatchObject({ isWhole: true, trouble: null });
    expect(statements.take()).toEqual([]);
  });

  it('of one instance holds its chain alone, and is whole', async () => {
    const person = await portal.signInAs('Developer');
    const { jsonLines } = await person.does(() => exportActivity({ instance, format: 'jsonl' }));
    const verdict = await verify(await collect(jsonLines()));
    expect(verdict).toMatchObject({ isWhole: true, trouble: null, chains: [{ chain: first }] });
    const ofInstance = (await portal.recorded()).filter((row) => row.chain_id === first);
    expect(ofInstance).toMatchObject([
      {
        chain_id: first,
        actor: emailOf('Developer'),
        action: 'activity.export',
        details: '{"format":"jsonl"}',
      },
    ]);
  });

  it('that was filtered holds both rows of each operation, and says that it is a subset', async () => {
    const filtered = await exported({ integration: 'suuo', outcome: 'applied' });
    const rows = filtered.slice(1, -1).map((line) => JSON.parse(line));
    expect(rows.map(({ phase }) => phase)).toEqual(['intent', 'outcome']);
    expect(await verify(filtered)).toMatchObject({ isWhole: false, trouble: null });
    expect(await verify(filtered.toSpliced(1, 1))).toMatchObject({ trouble: { kind: 'end', line: 3 } });
    expect(await verify(filtered.toSpliced(1, 0, filtered[1] ?? ''))).toMatchObject({
      trouble: { kind: 'end' },
    });
    const edited = filtered.with(2, (filtered[2] ?? '').replace('applied', 'refused'));
    expect(await verify(edited)).toMatchObject({
      trouble: { kind: 'row', line: 3, chain: first, seq: rows[1].seq },
    });
  });

  it('is read from the database only as fast as it is taken', async () => {
    await recordTogether(first, async (_, append) => {
      for (let i = 0; i < 1_200; i += 1) await append(event);
    });
    const person = await portal.signInAs('Developer');
    const statements = await recordStatements();
    const { jsonLines } = await person.does(() => exportActivity({ instance, format: 'jsonl' }));
    const pieces = jsonLines();
    const pages = () => statements.take().filter((sent) => /from "activity".*limit/s.test(sent)).length;
    await pieces.next();
    expect(pages()).toBe(0);
    await pieces.next();
    expect(pages()).toBe(1);
    await pieces.return(undefined);
    expect(pages()).toBe(0);
  });

  it('is recorded before any of it leaves, with its filters', async () => {
    const before = (await portal.recorded()).length;
    await exported({ person: emailOf('Developer'), from: '2020-01-01' });
    const rows = await portal.recorded();
    expect(rows.slice(before)).toHaveLength(1);
    expect(rows.at(-1)).toMatchObject({ chain_id: installationChain, action: 'activity.export' });
    expect(JSON.parse(rows.at(-1)?.details ?? '')).toEqual({
      format: 'jsonl',
      person: emailOf('Developer'),
      from: '2020-01-01',
    });
  });

  describe('reveals', () => {
    /** The line numbers of two rows of the first chain that follow each other, and their rows. */
    function twoRows() {
      const at = lines.findIndex((line) => line.includes(`"chain_id":"${first}"`)) + 1;
      return { at, row: JSON.parse(lines[at] ?? ''), line: lines[at] ?? '', next: lines[at + 1] ?? '' };
    }

    it.each([
      ['an actor', { actor: 'another' }],
      ['the user of an actor', { actor_id: 'another' }],
      ['a time', { at: 1 }],
      ['details', { details: '{"a":1}' }],
      ['an outcome', { outcome: 'refused' }],
      ['a version', { version: 1 }],
      ['a column that it adds', { more: true }],
    ])('an edit of %s', async (_, edit) => {
      const { at, row } = twoRows();
      const trouble = { kind: 'row', line: at + 1, chain: first, seq: row.seq };
      expect(await verify(lines.with(at, JSON.stringify({ ...row, ...edit })))).toMatchObject({ trouble });
    });

    it('a row that was removed, repeated or moved', async () => {
      const { at, row, line, next } = twoRows();
      const first_ = { line: at + 1, chain: first, seq: row.seq };
      expect(await verify(lines.toSpliced(at, 1))).toMatchObject({ trouble: { ...first_, kind: 'order' } });
      expect(await verify(lines.toSpliced(at, 2, next, line))).toMatchObject({
        trouble: { ...first_, kind: 'order' },
      });
      expect(await verify(lines.toSpliced(at, 0, line))).toMatchObject({
        trouble: { kind: 'order', line: at + 2, seq: row.seq + 1 },
      });
    });

    it('a tail that was cut, with or without the end', async () => {
      expect(await verify(lines.slice(0, -1))).toMatchObject({
        trouble: { kind: 'cut', line: lines.length },
      });
      const last = JSON.parse(lines.at(-2) ?? '');
      const missing = { chain: last.chain_id, seq: last.seq };
      expect(await verify(lines.slice(0, -2))).toMatchObject({ trouble: { ...missing, kind: 'cut' } });
      expect(await verify(lines.toSpliced(-2, 1))).toMatchObject({ trouble: { ...missing, kind: 'order' } });
    });

    it('two chains that were swapped, by their names or by their places', async () => {
      const swapped = lines.map((line) =>
        line.replaceAll(first, 'aside').replaceAll(second, first).replaceAll('aside', second),
      );
      expect(await verify(swapped)).toMatchObject({ trouble: { kind: 'header', line: 1 } });
      const renamed = [lines[0] ?? '', ...swapped.slice(1)];
      expect(await verify(renamed)).toMatchObject({ trouble: { line: 2 } });
      const of = (chain: string) =>
        lines.slice(1, -1).filter((line) => line.includes(`"chain_id":"${chain}"`));
      const turned = [
        lines[0] ?? '',
        ...of(installationChain),
        ...of(second),
        ...of(first),
        lines.at(-1) ?? '',
      ];
      expect((await verify(turned)).trouble).not.toBeNull();
    });

    it('a header that was changed, an end of another export, and lines after the end', async () => {
      const header = JSON.parse(lines[0] ?? '');
      for (const edit of [{ at: 1 }, { filter: {} }, { heads: [] }]) {
        const changed = lines.with(0, JSON.stringify({ ...header, ...edit }));
        expect(await verify(changed)).toMatchObject({ trouble: { kind: 'header', line: 1 } });
      }
      const others = await exported();
      expect(await verify(lines.with(-1, others.at(-1) ?? ''))).toMatchObject({ trouble: { kind: 'end' } });
      expect(await verify([...lines, lines[1] ?? ''])).toMatchObject({ trouble: { kind: 'after-end' } });
      expect(await verify([])).toMatchObject({ trouble: { kind: 'header' } });
    });

    it('that it was made under another key', async () => {
      const file = path.join(portal.dataDir, 'activity.key');
      const key = readFileSync(file, 'utf8');
      writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64')}\n`);
      try {
        await portal.restart();
        expect(await verify(lines)).toMatchObject({ trouble: { kind: 'header' } });
      } finally {
        writeFileSync(file, key);
        await portal.restart();
      }
    });
  });
});

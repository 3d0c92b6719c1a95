import { beforeEach, describe, expect, it } from 'vitest';
import { ageChain } from '../testing/faults/forging';
import { engines, setupInstallation } from '../testing/installation';
import { addInstance } from '../testing/instances/another-instance';
import { exportAllActivity } from '../use-cases/activity/export-activity';
import { system } from './actor';
import type { AnchoredChain } from './anchored-heads';
import { installationChain } from './chain';
import { exportFormat, headerMac, signHeader, toJsonLines } from './export-format';
import { exportChains, listHeads } from './export-rows';
import { purgeChain } from './purge';
import { recordActivity } from './record';
import { verifyExport } from './verify-export';

const day = 24 * 60 * 60_000;

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text.trimEnd().split('\n');
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe.each(engines)('an export of a log that was purged, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let chain: string;
  let lines: string[];

  beforeEach(async () => {
    const { length } = (await listHeads([installationChain], true)).heads;
    chain = await addInstance(await portal.instanceRow(), `purged-${Date.now()}-${length}`);
    const write = () => recordActivity({ chain, actor: system, action: 'links.read', phase: 'event' });
    for (let i = 0; i < 3; i += 1) await write();
    await ageChain(engine, chain, 100 * day);
    await purgeChain(chain, 90 * day);
    for (let i = 0; i < 3; i += 1) await write();
    const person = await portal.signInAs('Administrator');
    const { jsonLines } = await person.does(() => exportAllActivity({ format: 'jsonl' }));
    lines = await collect(jsonLines());
  });

  const verify = (given: readonly string[], anchored?: ReadonlyMap<string, AnchoredChain>) =>
    verifyExport(each(given), anchored);
  const firstLine = () => lines.findIndex((line) => line.includes(`"chain_id":"${chain}"`));

  it('begins where the checkpoint ends, and verifies', async () => {
    const verdict = await verify(lines);
    expect(verdict).toMatchObject({ isWhole: true, trouble: null });
    expect(verdict.chains).toContainEqual({ chain, rows: 3 });
    expect(JSON.parse(lines[firstLine()] ?? '')).toMatchObject({ seq: 4 });
  });

  it('reveals a beginning that was cut further, by its rows and by its header', async () => {
    const cut = lines.toSpliced(firstLine(), 1);
    expect(await verify(cut)).toMatchObject({ trouble: { kind: 'order', chain, seq: 4 } });
    const header = JSON.parse(lines[0] ?? '');
    const { seq, hash } = JSON.parse(lines[firstLine()] ?? '');
    for (const version of [1, 2]) {
      const heads = header.heads.map((head: { chain: string }) =>
        head.chain === chain ? { ...head, start: { seq, hash } } : head,
      );
      const edited = cut.with(0, JSON.stringify({ ...header, version, heads }));
      expect(await verify(edited)).toMatchObject({ trouble: { kind: 'header' } });
    }
  });

  it('breaks off if rows are purged while it is read', async () => {
    const ends = await listHeads([chain]);
    const reading = toJsonLines(signHeader(null, ends, Date.now()), exportChains(ends.heads));
    await reading.next();
    await ageChain(engine, chain, 100 * day);
    await purgeChain(chain, 90 * day);
    await expect(reading.next()).rejects.toThrow(/purged/);
  });

  it('is compared with anchors: another row, and a chain that was longer before', async () => {
    const at = Date.now() - day;
    const anchoredAt = (seq: number, hash: string) =>
      new Map([[chain, new Map([[seq, { hash, number: 7, at }]])]]);
    const { hash } = JSON.parse(lines[firstLine()] ?? '');
    expect(await verify(lines, anchoredAt(4, hash))).toMatchObject({ trouble: null });
    expect(await verify(lines, anchoredAt(4, 'f'.repeat(64)))).toMatchObject({
      trouble: { kind: 'anchor', chain, seq: 4 },
    });
    expect(await verify(lines, anchoredAt(9, hash))).toMatchObject({
      trouble: { kind: 'anchor-end', chain, seq: 7 },
    });
  });

  it('of version 1 still verifies', async () => {
    const other = await addInstance(await portal.instanceRow(), `whole-${Date.now()}`);
    await recordActivity({ chain: other, actor: system, action: 'links.read', phase: 'event' });
    const { heads } = await listHeads([other]);
    const older = heads.map(({ start: _, ...head }) => head);
    const text = await collect(toJsonLines(signHeaderOf1(older), exportChains(heads)));
    expect(await verify(text)).toMatchObject({ isWhole: true, trouble: null });
  });
});

function signHeaderOf1(heads: Parameters<typeof headerMac>[0]['heads']) {
  const header = { format: exportFormat, version: 1, at: 1, filter: null, heads } as const;
  return { ...header, mac: headerMac(header) };
}

import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { system } from '../activity/actor';
import { installationChain } from '../activity/chain';
import { signHeader, toJsonLines } from '../activity/export-format';
import { exportChains, listHeads } from '../activity/export-rows';
import { listChainsOf } from '../activity/list-chains';
import { recordActivity } from '../activity/record';
import { verifyExport } from '../activity/verify-export';
import { database } from '../db/database';
import { type AnchorReceiver, startAnchorReceiver } from '../testing/anchor-receiver';
import { ageChain, liftGuards, restoreGuards } from '../testing/faults/forging';
import { engines, setupInstallation } from '../testing/installation';
import { addInstance } from '../testing/instances/another-instance';
import { Random } from '../testing/tampering/random';
import { readState, type State, writeState } from '../testing/tampering/state';
import { type Tampered, tampers, type World } from '../testing/tampering/tampers';
import { purgeActivity } from '../use-cases/activity/purge-activity';
import { verifyAnchoredActivity } from '../use-cases/activity/verify-activity';
import { anchorFile } from './anchor-file';
import { anchorActivity } from './deliver-anchors';
import { readAnchors } from './read-anchors';

// Each kind of tampering many times over, at places that follow from a seed. TEST_LONG=1 multiplies them, and
// TAMPER_SEED chooses another seed.

const day = 24 * 60 * 60_000;
const isLong = process.env.TEST_LONG === '1';
const seed = Number(process.env.TAMPER_SEED ?? 20_261_125);
const kinds = Object.entries(tampers);
const ofEachKind = isLong ? 150 : 6;
const signal = new AbortController().signal;

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text.trimEnd().split('\n');
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe.each(engines)('a log that was tampered with, on %s', { timeout: 900_000 }, (engine) => {
  const portal = setupInstallation(engine);
  let receiver: AnchorReceiver;

  beforeAll(async () => {
    receiver = await startAnchorReceiver();
  });
  afterAll(() => receiver.close());

  async function write(chains: readonly string[]): Promise<void> {
    for (const chain of chains) {
      const operation = { operationId: randomUUID(), integrationKey: 'suuo' };
      const event = {
        chain,
        actor: { id: 'a-user', label: 'a@example.com' },
        action: 'company.create',
      } as const;
      await recordActivity({ ...event, ...operation, phase: 'intent' });
      await recordActivity({
        ...event,
        ...operation,
        phase: 'outcome',
        outcome: 'applied',
        details: { codat: 'x' },
      });
      await recordActivity({
        chain,
        actor: system,
        action: 'links.read',
        phase: 'event',
        outcome: 'applied',
      });
    }
  }

  async function anchor(): Promise<void> {
    await database()
      .updateTable('activity_anchors')
      .set((column) => ({ at: column('at', '-', day) }))
      .execute();
    await anchorActivity.run('', signal);
  }

  /** Three chains of instances, one of them removed; two chains were purged twice. */
  async function build(): Promise<World> {
    await portal.restart({ ACTIVITY_ANCHOR_URL: receiver.url, ACTIVITY_RETENTION_DAYS: '90' });
    const first = (await portal.instanceRow()).id;
    const second = await addInstance(await portal.instanceRow(), 'second');
    const gone = await addInstance(await portal.instanceRow(), 'gone');
    const chains = [installationChain, first, second, gone];
    for (let i = 0; i < 2; i += 1) {
      await write(i === 0 ? [first] : [first, second, gone]);
      if (i === 1) await removeOnRecord(gone);
      for (const chain of [first, installationChain]) await age(chain);
      await purgeActivity.run('', signal);
    }
    await write([first, second, installationChain]);
    await anchor();
    await write([first]);
    await anchor();
    const yesterday = await readState();
    await write([second, first, installationChain]);
    await anchor();
    await write([second, installationChain]);
    await anchor();
    expect(chains).toHaveLength(4);
    const anchors = readFileSync(anchorFile(), 'utf8').trimEnd().split('\n');
    return { yesterday, today: await readState(), anchors };
  }

  /** Rewrites what is left of a chain; one that was purged keeps the beginning that its checkpoint names. */
  async function age(chain: string): Promise<void> {
    await ageChain(engine, chain, 200 * day);
  }

  async function removeOnRecord(id: string): Promise<void> {
    await recordActivity(
      {
        chain: installationChain,
        actor: system,
        action: 'instance.removed',
        phase: 'event',
        details: { instance: id, slug: 'gone', name: 'Gone' },
      },
      async (trx) => {
        await trx.deleteFrom('instances').where('id', '=', id).execute();
      },
    );
  }

  async function verify(state: State, anchors: readonly string[]) {
    await writeState(state);
    writeFileSync(anchorFile(), anchors.map((line) => `${line}\n`).join(''));
    const { chains, anchors: file } = await verifyAnchoredActivity({});
    return {
      file: file?.trouble ?? null,
      broken: chains
        .filter(({ brokenAt }) => brokenAt !== null)
        .map(({ chain, brokenAt, trouble }) => ({ chain, seq: brokenAt, trouble })),
    };
  }

  /** Exports all of it as an Administrator would, and verifies that offline. */
  async function verifyExported(anchors: readonly string[]) {
    const ends = await listHeads([...(await listChainsOf('')).keys()], true);
    // An anchor of the last minutes may be younger than the export; see verify-export.ts.
    const header = signHeader(null, ends, Date.now() + 10 * 60_000);
    const lines = toJsonLines(header, exportChains(ends.heads));
    const { anchored } = await readAnchors(each(anchors));
    const { trouble } = await verifyExport(each(await collect(lines)), anchored);
    return trouble;
  }

  it(`is found wherever it was, and the chain and the first row of it are named (seed ${seed})`, async () => {
    const world = await build();
    await liftGuards(engine);
    try {
      expect(await verify(world.today, world.anchors)).toEqual({ file: null, broken: [] });
      expect(await verifyExported(world.anchors)).toBeNull();
      for (const [kind, tamper] of kinds) {
        for (let i = 0; i < ofEachKind; i += 1) {
          const tampered: Tampered = tamper(world, new Random(seed + i * 7_919));
          const { file, broken } = await verify(tampered.state, tampered.anchors);
          const told = `${kind}, ${i}: ${JSON.stringify({ expected: tampered.expected, file, broken })}`;
          if (tampered.expected === null) {
            expect(file, told).not.toBeNull();
            expect(broken, told).toEqual([]);
            continue;
          }
          const { chain, seq } = tampered.expected;
          const named = broken.find((one) => one.chain === chain);
          expect(named?.seq, told).toBe(seq);
          if (tampered.trouble) expect(named?.trouble, told).toBe(tampered.trouble);

          const exported = await verifyExported(tampered.anchors);
          const exportTold = `${told}, exported: ${JSON.stringify(exported)}`;
          if (tampered.inExport === 'holds') {
            expect(exported, exportTold).toBeNull();
            continue;
          }
          // It stops at the first one, which may be another one that the database names, too.
          const found = broken.filter((one) => one.chain === exported?.chain);
          expect(found, exportTold).not.toEqual([]);
          if (!tampered.inExport)
            expect(found, exportTold).toContainEqual(expect.objectContaining({ seq: exported?.seq }));
        }
      }
      // Written on after it was restored, the log is as long as before and longer, and yet another one.
      await writeState(world.yesterday);
      await write([installationChain, (await portal.instanceRow()).id]);
      const { broken } = await verify(await readState(), world.anchors);
      expect(broken.map(({ trouble }) => trouble)).toContain('anchor');
      // No verifier can know this without the receiver's copy, as the documentation says.
      const cut = world.anchors.slice(0, world.yesterday.activity_anchors.length);
      expect(await verify(world.yesterday, cut)).toEqual({ file: null, broken: [] });
      expect(await verify(world.yesterday, world.anchors)).not.toMatchObject({ broken: [] });
      expect(await verify(world.today, world.anchors.slice(1))).toEqual({ file: null, broken: [] });
    } finally {
      await writeState(world.today);
      await restoreGuards(engine);
    }
  });
});

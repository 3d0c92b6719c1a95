import { createPublicKey, verify } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { system } from '../activity/actor';
import { installationChain } from '../activity/chain';
import { recordActivity } from '../activity/record';
import { database } from '../db/database';
import { EnvError, parseEnv } from '../env';
import { type AnchorReceiver, startAnchorReceiver } from '../testing/anchor-receiver';
import { engines, setupInstallation } from '../testing/installation';
import { readAnchorState } from '../use-cases/activity/read-anchor-state';
import { verifyAnchoredActivity } from '../use-cases/activity/verify-activity';
import { anchorPublicKey, parseAnchor } from './anchor';
import { anchorFile } from './anchor-file';
import { anchorActivity } from './deliver-anchors';

const minute = 60_000;
const signal = new AbortController().signal;
const run = () => anchorActivity.run('', signal);

describe.each(engines)('the anchors of the activity, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let receiver: AnchorReceiver;

  beforeAll(async () => {
    receiver = await startAnchorReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    receiver.taken.length = 0;
    receiver.refuse(null);
    rmSync(anchorFile(), { force: true });
    await portal.restart({ ACTIVITY_ANCHOR_URL: receiver.url });
  });

  const write = () =>
    recordActivity({ chain: installationChain, actor: system, action: 'vault.rotated', phase: 'event' });
  const filed = () => readFileSync(anchorFile(), 'utf8').trimEnd().split('\n');
  const state = async () => {
    const administrator = await portal.signInAs('Administrator');
    return administrator.does(() => readAnchorState());
  };

  /** Lets time pass for the anchors that were made. */
  async function pass(ms: number): Promise<void> {
    await database()
      .updateTable('activity_anchors')
      .set((column) => ({ at: column('at', '-', ms) }))
      .execute();
  }

  it('hold the head of every chain, and go to the receiver and into a file of the owner alone', async () => {
    expect(await run()).toBeNull();
    const heads = await database()
      .selectFrom('activity_chains')
      .select(['id', 'last_seq', 'last_hash'])
      .execute();
    const anchor = parseAnchor(receiver.taken[0] ?? '');
    expect(anchor).toMatchObject({ number: 1, previous: '' });
    const expected = heads.map(({ id, last_seq, last_hash }) => [id, last_seq, last_hash]);
    expect(anchor?.heads).toEqual(expect.arrayContaining(expected));
    expect(anchor?.heads).toHaveLength(expected.length);
    expect(filed()).toEqual(receiver.taken);
    expect(statSync(anchorFile()).mode & 0o777).toBe(0o600);
    expect(await verifyAnchoredActivity({})).toMatchObject({
      anchors: { trouble: null, last: { number: 1 } },
    });
  });

  it('are proven by the public key alone, as the documentation shows', async () => {
    await run();
    const [line = ''] = receiver.taken;
    const end = line.lastIndexOf(',"signature":"');
    const { signature } = JSON.parse(line) as { signature: string };
    const raw = Buffer.from(anchorPublicKey(), 'base64');
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const isGenuine = (text: string) =>
      verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
    expect(isGenuine(`${line.slice(0, end)}}`)).toBe(true);
    expect(isGenuine(`${line.slice(0, end).replace('"number":1', '"number":2')}}`)).toBe(false);
    expect(parseAnchor(line.replace('"number":1', '"number":2'))).toBeNull();
    expect(parseAnchor(line.replace(/"}$/, '","more":1}'))).toBeNull();
  });

  it('are made once in each span, and without a change once a day, by however many servers', async () => {
    await Promise.all([run(), run(), run()]);
    await write();
    await run();
    expect(new Set(receiver.taken).size).toBe(1);
    await pass(15 * minute);
    await Promise.all([run(), run()]);
    expect(new Set(receiver.taken).size).toBe(2);
    await pass(23 * 60 * minute);
    await run();
    expect(new Set(receiver.taken).size).toBe(2);
    await pass(60 * minute);
    await run();
    expect(new Set(receiver.taken).size).toBe(3);
    const anchors = [...new Set(receiver.taken)].map((line) => parseAnchor(line));
    expect(anchors.map((anchor) => anchor?.number)).toEqual([1, 2, 3]);
    expect(anchors.map((anchor) => anchor?.previous === '')).toEqual([true, false, false]);
    expect(filed()).toEqual([...new Set(receiver.taken)]);
  });

  it.each<[string, Parameters<AnchorReceiver['refuse']>[0], string]>([
    ['an error', (_, response) => response.writeHead(503).end('secret text'), 'status 503'],
    ['a redirect', (_, response) => response.writeHead(307, { location: '/elsewhere' }).end(), 'redirected'],
    ['a broken connection', (request) => request.socket.destroy(), 'unreachable'],
  ])(
    'wait if the receiver answers with %s: an Administrator and the log learn why, and a save does not',
    async (_, answer, reason) => {
      receiver.refuse(answer);
      const before = receiver.requests();
      expect(await run()).toBe(30_000);
      expect(receiver.requests()).toBe(before + 1);
      expect(await state()).toMatchObject({
        deliveredAt: null,
        waiting: 1,
        failure: { reason: reason.split(' ')[0], status: Number(reason.split(' ')[1] ?? 0) },
      });
      expect(portal.logged()).toContain('"event":"anchor-not-delivered"');
      expect(portal.logged()).toContain(reason);
      expect(portal.logged()).not.toMatch(/hidden|secret text/);
      await write();
      expect(await run()).toBe(60_000);
      expect(filed()).toHaveLength(1);

      // All that waited arrives in its order, once.
      await pass(15 * minute);
      receiver.refuse(null);
      expect(await run()).toBeNull();
      expect(receiver.taken.map((line) => parseAnchor(line)?.number)).toEqual([1, 2]);
      expect(filed()).toEqual(receiver.taken);
      expect(await state()).toMatchObject({ waiting: 0, failure: null, deliveredAt: expect.any(Number) });
    },
  );

  it('go on though one of a far future, or one that was made up, says that none is due', async () => {
    await run();
    await write();
    await pass(-400 * 24 * 60 * minute);
    await run();
    expect(receiver.taken.map((line) => parseAnchor(line)?.number)).toEqual([1, 2]);
    const at = Date.now() + 900 * 24 * 60 * minute;
    const made = { number: 9, at, line: receiver.taken[0] ?? '', delivered_at: at, attempts: 0 };
    await database().insertInto('activity_anchors').values(made).execute();
    await run();
    expect(parseAnchor(receiver.taken.at(-1) ?? '')?.number).toBe(10);
    expect((await verifyAnchoredActivity({})).anchors?.trouble).toMatchObject({ kind: 'back' });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['is ten megabytes long', (response) => response.writeHead(200).end('x'.repeat(10_000_000))],
    ['never ends', (response) => response.writeHead(200).write('x')],
  ])('are delivered once the status says so, and an answer that %s is hung up on', async (_, answer) => {
    let hangUp = () => {};
    const hungUp = new Promise<void>((resolve) => {
      hangUp = resolve;
    });
    receiver.refuse((request, response) => {
      request.socket.once('close', hangUp);
      answer(response);
    });
    expect(await run()).toBeNull();
    await hungUp;
    expect(await state()).toMatchObject({ waiting: 0, failure: null });
  });

  it('are sent again, unchanged, if the connection breaks after they were taken', async () => {
    const seen: string[] = [];
    receiver.refuse((request, response, body) => {
      seen.push(body);
      if (seen.length === 1) request.socket.destroy();
      else response.writeHead(200).end();
    });
    expect(await run()).toBe(30_000);
    expect(await run()).toBeNull();
    expect(seen).toEqual([filed()[0], filed()[0]]);
  });

  it('are neither made nor shown without an address', async () => {
    await portal.restart();
    expect(await run()).toBeNull();
    expect(await state()).toBeNull();
    expect(await database().selectFrom('activity_anchors').selectAll().execute()).toEqual([]);
  });

  it('get over half a line that a dying server left in the file', async () => {
    await run();
    await write();
    await pass(15 * minute);
    const [line = ''] = filed();
    writeFileSync(anchorFile(), `${line}\n`);
    appendFileSync(anchorFile(), line.slice(0, 40));
    await run();
    expect(filed()).toHaveLength(2);
    expect(await verifyAnchoredActivity({})).toMatchObject({ anchors: { trouble: null } });
  });

  describe('of a file reveal', () => {
    beforeEach(async () => {
      for (let i = 0; i < 4; i += 1) {
        await write();
        await run();
        await pass(15 * minute);
      }
      expect(filed()).toHaveLength(4);
    });

    const verdict = async (lines: readonly string[]) => {
      writeFileSync(anchorFile(), lines.map((line) => `${line}\n`).join(''));
      return (await verifyAnchoredActivity({})).anchors?.trouble;
    };

    it('an edit, a missing line, a repetition, a cut end, and that it is gone', async () => {
      const lines = filed();
      const edited = (lines[1] ?? '').replace(/"at":\d/, '"at":9');
      expect(await verdict(lines.with(1, edited))).toMatchObject({ kind: 'line', line: 2 });
      expect(await verdict(lines.toSpliced(2, 1))).toMatchObject({ kind: 'gap', line: 3, number: 4 });
      expect(await verdict(lines.toSpliced(2, 0, lines[0] ?? ''))).toMatchObject({ kind: 'back', line: 3 });
      expect(await verdict(lines.slice(0, 2))).toMatchObject({ kind: 'short', number: 3 });
      expect(await verdict(lines)).toBeNull();
      rmSync(anchorFile());
      expect((await verifyAnchoredActivity({})).anchors?.trouble).toMatchObject({ kind: 'missing' });
    });
  });
});

describe('a receiver of anchors that takes the line and never answers', () => {
  const portal = setupInstallation('sqlite');

  it('is given up after ten seconds', async () => {
    const receiver = await startAnchorReceiver();
    receiver.refuse(() => {});
    await portal.restart({ ACTIVITY_ANCHOR_URL: receiver.url });
    const begun = performance.now();
    expect(await run()).toBe(30_000);
    expect(performance.now() - begun).toBeGreaterThan(9_900);
    expect(performance.now() - begun).toBeLessThan(15_000);
    const [row] = await database().selectFrom('activity_anchors').selectAll().execute();
    expect(row).toMatchObject({ failure: 'timed-out', delivered_at: null });
    await receiver.close();
  });
});

describe('the address of the anchors', () => {
  const local = { CODAT_LOCAL: '1', CODAT_API_URL: 'http://127.0.0.1:4010' };

  it.each([
    ['http://anchors.example.com', local],
    ['http://127.0.0.1:9', {}],
    ['ftp://anchors.example.com', {}],
    ['https://user:password@anchors.example.com', {}],
  ])('%s is refused at the start', (ACTIVITY_ANCHOR_URL, more) => {
    expect(() => parseEnv({ ACTIVITY_ANCHOR_URL, ...more })).toThrow(EnvError);
  });

  it.each([
    ['https://anchors.example.com/a?b=c', {}],
    ['http://127.0.0.1:9/', local],
  ])('%s is taken', (ACTIVITY_ANCHOR_URL, more) => {
    expect(parseEnv({ ACTIVITY_ANCHOR_URL, ...more }).activity.anchorUrl).toBe(ACTIVITY_ANCHOR_URL);
  });
});

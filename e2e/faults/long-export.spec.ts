import { execFileSync } from 'node:child_process';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { activityExport } from '@/lib/routes';
import { expect, test } from '../fixtures';
import type { Portal } from '../start-portal';

// A server in its own process streams a long log. With TEST_LONG=1 it has a million rows.

const isLong = process.env.TEST_LONG === '1';
const total = isLong ? 1_000_000 : 60_000;
const mebibyte = 2 ** 20;
// A portal of its own: the rows prove nothing.
test.use({ settings: { BREAKER_PAUSE_MS: '51' } });

/** More than the garbage of a busy moment, and far less than the rows. */
const maxGrowth = 64 * mebibyte;
const maxRss = 640 * mebibyte;

type Process = { readonly pid: number; readonly rss: number; readonly cpuMs: number };

/** The server is a descendant of this process: of a worker of the tests. */
function readServer(): Process {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,time=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, ppid, rss, time = '', ...command]) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      rss: Number(rss) * 1024,
      cpuMs: toMs(time),
      command: command.join(' '),
    }));
  const descendants = new Set([process.pid]);
  for (let size = 0; size < descendants.size; ) {
    size = descendants.size;
    for (const { pid, ppid } of rows) if (descendants.has(ppid)) descendants.add(pid);
  }
  const server = rows.find(
    ({ pid, command }) => descendants.has(pid) && /next-server|server\.js/.test(command),
  );
  if (!server) throw new Error('the server is not running');
  return server;
}

/** Reads [[days-]hours:]minutes:seconds. */
function toMs(time: string): number {
  return time.split(/[-:]/).reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}

async function cpuInThreeSeconds(): Promise<number> {
  const before = readServer().cpuMs;
  await delay(3_000);
  return readServer().cpuMs - before;
}

function fill({ query }: Portal): void {
  const [chain] = query<{ id: string; last_seq: number }>(
    'select id, last_seq from activity_chains where id in (select id from instances)',
  );
  if (!chain) throw new Error('there is no chain');
  query(`insert into activity (chain_id, seq, version, at, actor, actor_id, action, phase, operation_id,
      integration_key, outcome, details, previous_hash, hash)
    with recursive t(n) as (select 1 union all select n + 1 from t where n < ${total})
    select '${chain.id}', n + ${chain.last_seq}, 2, 1600000000000 + n, 'someone@example.com', 'user', 'links.read', 'event',
      null, 'suuo', 'applied', '{"company":"A company of a usual name","companyId":"' || n || '"}',
      '${'0'.repeat(64)}', '${'0'.repeat(64)}' from t`);
  query(`update activity_chains set last_seq = last_seq + ${total} where id = '${chain.id}'`);
}

async function startExport(page: Page, portal: Portal, fields: Record<string, string>) {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const body = new URLSearchParams({ of: 'local', ...fields }).toString();
  const headers = {
    cookie,
    origin: portal.url,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
  };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(`${portal.url}${activityExport}`, { method: 'POST', headers }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

test('a long export leaves in little memory, and a reader who is slow or gone holds nothing up', async ({
  page,
  portal,
}, testInfo) => {
  test.setTimeout(900_000);
  fill(portal);
  const figures: Record<string, number> = {};
  let largest = 0;
  for (const fields of [{ format: 'csv' }, { format: 'jsonl' }, { format: 'jsonl', integration: 'suuo' }]) {
    const answer = await startExport(page, portal, fields);
    expect(answer.statusCode).toBe(200);
    let bytes = 0;
    let lines = 0;
    let next = 0;
    const peaks = { firstHalf: 0, secondHalf: 0 };
    for await (const piece of answer as AsyncIterable<Buffer>) {
      bytes += piece.length;
      for (const byte of piece) if (byte === 10) lines += 1;
      if (lines < next) continue;
      next = lines + total / 40;
      const half = lines < total / 2 ? 'firstHalf' : 'secondHalf';
      peaks[half] = Math.max(peaks[half], readServer().rss);
    }
    expect(lines).toBeGreaterThanOrEqual(total);
    const name = Object.values(fields).join(' ');
    figures[`${name}: MiB exported`] = Math.round(bytes / mebibyte);
    figures[`${name}: MiB in the first half`] = Math.round(peaks.firstHalf / mebibyte);
    figures[`${name}: MiB in the second half`] = Math.round(peaks.secondHalf / mebibyte);
    if (isLong) process.stderr.write(`${total} rows: ${JSON.stringify(figures)}\n`);
    largest = Math.max(largest, peaks.firstHalf, peaks.secondHalf);
    // Garbage fills the memory up to a level; rows that are kept would add as much again.
    expect(peaks.secondHalf - peaks.firstHalf, JSON.stringify(figures)).toBeLessThan(maxGrowth);
    expect(largest, JSON.stringify(figures)).toBeLessThan(maxRss);
  }

  for (const isGone of [false, true]) {
    const answer = await startExport(page, portal, { format: 'jsonl' });
    await new Promise((resolve) => answer.once('readable', resolve));
    if (isGone) answer.destroy();
    // A reader who has left ends the reading; one who stays and takes nothing fills the sockets and then pauses it.
    await expect.poll(cpuInThreeSeconds, { timeout: 120_000 }).toBeLessThanOrEqual(1_000);
    const { rss } = readServer();
    expect(rss).toBeLessThan(largest + maxGrowth);
    answer.destroy();
  }
  await testInfo.attach('figures', { body: JSON.stringify(figures, null, 2) });
});

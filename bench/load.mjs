import { inProject } from '../scripts/launch/root.mjs';
import { Refusal } from '../scripts/launch/startup-error.mjs';
import { step } from '../scripts/launch/steps.mjs';
import { run } from '../scripts/processes/child.mjs';
import { cookieHeader } from './pages.mjs';

// How many requests a server answers. The machine may be busy with other things, so the pages take turns in short
// rounds, and what counts is each page's share of what the floor reached in the same turn.

export const connections = 16;

const rounds = 3;
const roundMs = 2_000;
/** Enough for the pages to be compiled: the first requests say nothing about the later ones. */
const warmUpMs = 1_500;

/** @typedef {import('./pages.mjs').Page} Page */
/**
 * @typedef {object} Throughput
 * @property {Page} page
 * @property {number} perSecond The median of the rounds.
 * @property {number} share The median of the rounds' shares of the floor.
 * @property {number} p50Ms
 * @property {number} p99Ms
 */

/**
 * @param {[Page, ...Page[]]} pages the first is the floor
 * @returns {Promise<Throughput[]>}
 */
export async function measureThroughput(pages) {
  await step('Warming up', 'Warmed up', async () => {
    for (const page of pages) await askFor(page, warmUpMs);
  });
  const measured = pages.map((page) => ({
    page,
    perSecond: /** @type {number[]} */ ([]),
    shares: /** @type {number[]} */ ([]),
    latenciesMs: /** @type {number[]} */ ([]),
  }));
  for (let round = 1; round <= rounds; round++) {
    await step(`Load, round ${round}`, `Load, round ${round} of ${rounds}`, async () => {
      let floor = 0;
      for (const entry of measured) {
        const { seconds, latenciesMs } = await askFor(entry.page, roundMs);
        const perSecond = latenciesMs.length / seconds;
        floor ||= perSecond;
        entry.perSecond.push(perSecond);
        entry.shares.push(perSecond / floor);
        entry.latenciesMs.push(...latenciesMs);
      }
    });
  }
  return measured.map(({ page, perSecond, shares, latenciesMs }) => ({
    page,
    perSecond: quantile(perSecond, 0.5),
    share: quantile(shares, 0.5),
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
  }));
}

/**
 * @param {Page} page
 * @param {number} durationMs
 * @returns {Promise<{ seconds: number, latenciesMs: number[] }>}
 */
async function askFor({ url, cookies }, durationMs) {
  const order = JSON.stringify({ url, cookie: cookieHeader(cookies), connections, durationMs });
  const { code, stdout, stderr } = await run(process.execPath, [inProject('bench/load-worker.mjs'), order]);
  if (code !== 0) throw new Refusal(`${url} can't be loaded:\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * @param {number[]} values
 * @param {number} part
 */
function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

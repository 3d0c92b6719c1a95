import { say } from '../scripts/launch/steps.mjs';
import { connections } from './load.mjs';

/** @typedef {{ page: import('./pages.mjs').Page, weight: import('./measure-size.mjs').Weight }} Weighed */

/** @param {[Weighed, ...Weighed[]]} weighed the first is the floor */
export function reportWeights(weighed) {
  const [floor] = weighed;
  say('\nFirst load: kilobytes (1024 bytes) as transferred, and the multiple of the floor');
  table(
    [
      '',
      'JavaScript',
      '×',
      'limit',
      '× bodies',
      'HTML',
      'CSS',
      'fonts',
      'prefetches',
      'all',
      '×',
      'requests',
    ],
    weighed.map(({ page, weight }) => [
      page.name,
      kilobytes(weight.script),
      ratio(weight.script / floor.weight.script, 3),
      page.limit ? ratio(page.limit) : '',
      ratio(weight.scriptBodies / floor.weight.scriptBodies, 3),
      ...[weight.html, weight.css, weight.font, weight.prefetch, weight.all].map(kilobytes),
      ratio(weight.all / floor.weight.all),
      String(weight.requests),
    ]),
  );
}

/**
 * @param {[Weighed, ...Weighed[]]} weighed the first is the floor
 * @returns {string[]} a sentence for each page that is too heavy
 */
export function findTooHeavy([floor, ...others]) {
  return others.flatMap(({ page, weight }) => {
    const times = weight.script / floor.weight.script;
    if (!page.limit || times <= page.limit) return [];
    const excess = kilobytes(weight.script - page.limit * floor.weight.script);
    return `${page.name}: ${ratio(times, 3)} times the floor's JavaScript, and ${ratio(page.limit)} is the limit: ${excess} KB too many.`;
  });
}

/** @param {import('./load.mjs').Throughput[]} throughputs */
export function reportThroughput(throughputs) {
  say(`\nUnder load, at ${connections} connections`);
  table(
    ['', 'requests/s', 'of the floor', 'p50 ms', 'p99 ms'],
    throughputs.map(({ page, perSecond, share, p50Ms, p99Ms }) => [
      page.name,
      perSecond.toFixed(0),
      ratio(share),
      p50Ms.toFixed(0),
      p99Ms.toFixed(0),
    ]),
  );
}

/**
 * @param {import('./memory.mjs').Memory} before
 * @param {import('./memory.mjs').Memory} after
 */
export function reportMemory(before, after) {
  const megabytes = (/** @type {number | null} */ value) => (value === null ? '?' : value.toFixed(0));
  table(
    ['memory, MB', 'before', 'after the load'],
    /** @type {const} */ (['floor', 'portal']).map((name) => [
      name,
      megabytes(before[name]),
      megabytes(after[name]),
    ]),
  );
}

/** @param {{ page: import('./pages.mjs').Page, calls: { cold: number, warm: number } }[]} counted */
export function reportCodatCalls(counted) {
  table(
    ['calls of Codat for one view', 'first', 'next'],
    counted.map(({ page, calls }) => [page.name, String(calls.cold), String(calls.warm)]),
  );
}

/** @param {{ name: string, calls: number, firstRowsMs: number }[]} seen */
export function reportCompanyCalls(seen) {
  table(
    ['10,000 companies', 'calls of Codat', 'first rows, ms'],
    seen.map(({ name, calls, firstRowsMs }) => [name, String(calls), firstRowsMs.toFixed(0)]),
  );
}

/** @param {import('./count.mjs').Count} count */
export function reportCount({ companies, delayMs, calls, fewest, tookMs }) {
  table(
    [`the review before ${companies} companies, ${delayMs} ms a call`, 'calls', 'fewest', '×', 'ms'],
    [['', String(calls), String(fewest), ratio(calls / fewest), tookMs.toFixed(0)]],
  );
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  say();
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    say(`  ${cells.join('  ')}`);
  }
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return (bytes / 1024).toFixed(1);
}

/** @param {number} value */
function ratio(value, digits = 2) {
  return value.toFixed(digits);
}

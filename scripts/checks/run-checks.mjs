import { Refusal } from '../launch/startup-error.mjs';
import { say, secondsSince } from '../launch/steps.mjs';
import { sum } from './counts.mjs';

/** @typedef {import('./counts.mjs').Count} Count */

/**
 * Runs all of them, also after one has failed, and ends with the one line that a machine reads.
 * @param {() => Promise<void>} prepare without which none can run
 * @param {[title: string, check: () => Promise<Count>][]} checks
 */
export async function runChecks(prepare, checks) {
  const prepared = await attempt(async () => {
    await prepare();
    return { passed: 0, failed: 0 };
  });
  const counts = [prepared];
  for (const [title, check] of prepared.failed > 0 ? [] : checks) {
    const started = performance.now();
    say(`\n── ${title}`);
    const count = await attempt(check);
    // Only the end of a long output is kept by some who run this: what failed is named there again.
    counts.push(count.failed > 0 ? { ...count, failures: [`${title}:`, ...(count.failures ?? [])] } : count);
    say(`── ${title}: ${inWords(count)} (${secondsSince(started)})`);
  }
  const total = sum(counts);
  if (total.failures) for (const line of total.failures) say(line);
  say(`\n${inWords(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/** @param {() => Promise<Count>} check */
async function attempt(check) {
  try {
    return await check();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** @param {Count} count */
function inWords({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

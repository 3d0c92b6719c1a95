/** @typedef {(sentence: string) => void} Say */

const ticking = process.stdout.isTTY;

/** @param {string} line */
export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

/**
 * Shows what is being done while it is done, and afterwards how long it took.
 * @template T
 * @param {string} doing
 * @param {string} done
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(doing, done, work) {
  const started = performance.now();
  process.stdout.write(ticking ? `  … ${doing}` : `  … ${doing}\n`);
  try {
    const result = await work();
    finish('✓', done, started);
    return result;
  } catch (error) {
    finish('✗', doing, started);
    throw error;
  }
}

/** @param {number} started */
export function secondsSince(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/**
 * @param {string} mark
 * @param {string} words
 * @param {number} started
 */
function finish(mark, words, started) {
  const overwrite = ticking ? '\r\u001b[K' : '';
  process.stdout.write(`${overwrite}  ${mark} ${words.padEnd(32)} ${secondsSince(started).padStart(7)}\n`);
}

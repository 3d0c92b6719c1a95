import fc from 'fast-check';
import { type Step, stepArbitrary } from './steps';

const longestShrinkingMs = 240_000;

/** Returns the same steps for the same seed, on every machine. */
export function stepsOf(seed: number, count: number): readonly Step[] {
  const lists = fc.array(stepArbitrary, { minLength: count, maxLength: count });
  return fc.sample(lists, { seed, numRuns: 1 })[0] ?? [];
}

/** Throws with the shortest sequence found that still fails, and with what failed. */
export async function requireToHold(
  seed: number,
  steps: readonly Step[],
  run: (steps: readonly Step[]) => Promise<void>,
): Promise<void> {
  let failure = await failureOf(run, steps);
  if (!failure) return;
  const until = Date.now() + longestShrinkingMs;
  let shortest = steps;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < shortest.length && Date.now() < until; ) {
      const fewer = [...shortest.slice(0, start), ...shortest.slice(start + size)];
      const again = await failureOf(run, fewer);
      if (again) [shortest, failure] = [fewer, again];
      else start += size;
    }
  }
  const sequence = shortest.map((step) => JSON.stringify(step)).join('\n');
  throw new Error(`Seed ${seed} fails: ${failure.message}\n${sequence}`, { cause: failure });
}

async function failureOf(
  run: (steps: readonly Step[]) => Promise<void>,
  steps: readonly Step[],
): Promise<Error | null> {
  try {
    await run(steps);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

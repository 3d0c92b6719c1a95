import { describe, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import { perform } from '../../testing/simulation/perform';
import { requireToHold, stepsOf } from '../../testing/simulation/run';
import { expectAllReported } from '../../testing/simulation/settle-all';
import type { Step } from '../../testing/simulation/steps';
import { World } from '../../testing/simulation/world';

const isLong = process.env.TEST_LONG === '1';
const stepsInRun = 50;
/** The long run has 10,000 steps and the usual run 500, half of them on each engine. */
const runs = (isLong ? 10_000 : 500) / 2 / stepsInRun;
const longestMs = 3_600_000;

describe.each(engines)('whatever goes wrong, on %s', (engine) => {
  const portal = setupInstallation(engine, { CODAT_TIMEOUT_MS: '300', BREAKER_PAUSE_MS: '50' });

  async function run(steps: readonly Step[]): Promise<void> {
    await portal.forget();
    const people = { one: await portal.signInAs('Administrator'), other: await portal.signInAs('Developer') };
    const world = new World({
      portal,
      people,
      signIn: (who) => portal.signInAs(who === 'one' ? 'Administrator' : 'Developer'),
      seed: engine,
    });
    for (const step of steps) await perform(world, step);
    await expectAllReported(world);
  }

  it(
    'nothing said is false, no secret is lost, and every operation ends or waits for a person',
    async () => {
      // The usual run is repeatable, so that only a change makes it fail. The long run has new seeds each time.
      const first = Number(process.env.SIMULATION_SEED ?? (isLong ? Date.now() % 2 ** 30 : 100));
      for (let seed = first; seed < first + runs; seed += 1) {
        await requireToHold(seed, stepsOf(seed, stepsInRun), run);
      }
    },
    longestMs,
  );
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describeEnding, launch } from './child.mjs';
import { Refusal } from './refusal.mjs';
import { step } from './steps.mjs';

const followParent = new URL('./follow-parent.mjs', import.meta.url).href;
const lookAgainMs = 25;

/**
 * @typedef {object} Plan
 * @property {string} name
 * @property {string[]} args of node
 * @property {NodeJS.ProcessEnv} env
 * @property {(printed: string) => boolean | Promise<boolean>} isReady
 * @property {number} readyWithinMs
 */
/**
 * @typedef {object} Service
 * @property {string} name
 * @property {Promise<import('./child.mjs').Ending>} ended
 * @property {() => void} passOn From now on its output is ours.
 */

/**
 * @param {Plan} plan
 * @returns {Promise<Service>}
 */
export async function startService({ name, args, env, isReady, readyWithinMs }) {
  return step(`Starting the ${name}`, `${name[0]?.toUpperCase()}${name.slice(1)} started`, async () => {
    const { child, ended } = launch(process.execPath, ['--import', followParent, ...args], {
      env: { ...env, SWITCHBOARD_STARTED_BY: String(process.pid) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output = hold(child);
    const late = AbortSignal.timeout(readyWithinMs);
    const failed = ended.then((ending) => {
      throw new Refusal(`The ${name} stopped while starting (${describeEnding(ending)}):\n${output.held()}`);
    });
    await Promise.race([failed, becomeReady()]);
    return { name, ended, passOn: output.passOn };

    async function becomeReady() {
      while (!(await isReady(output.held()))) {
        if (late.aborted) {
          throw new Refusal(`The ${name} isn't ready after ${readyWithinMs / 1000} s:\n${output.held()}`);
        }
        await sleep(lookAgainMs);
      }
    }
  });
}

/**
 * Returns only when one of them ends, which none should do by itself.
 * @param {Service[]} services
 */
export async function watch(services) {
  const endings = services.map(async ({ name, ended }) => ({ name, ending: await ended }));
  const { name, ending } = await Promise.race(endings);
  throw new Refusal(`The ${name} stopped by itself (${describeEnding(ending)}).`);
}

/**
 * The framework greets on start; of what a service prints before it is ready, only the log (JSON lines) is passed on,
 * unless the start fails.
 * @param {import('node:child_process').ChildProcess} child
 */
function hold(child) {
  let [held, passing] = ['', false];
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])) {
    from?.setEncoding('utf8').on('data', (text) => {
      if (passing) to.write(text);
      else held += text;
    });
  }
  return {
    held: () => held,
    passOn() {
      passing = true;
      for (const line of held.split('\n')) if (line.startsWith('{')) process.stdout.write(`${line}\n`);
      held = '';
    },
  };
}

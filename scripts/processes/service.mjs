import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../launch/startup-error.mjs';
import { step } from '../launch/steps.mjs';
import { describeEnding, launch } from './child.mjs';
import { framer, lineReader } from './process-output.mjs';

const followParent = new URL('./follow-parent.mjs', import.meta.url).href;
const lookAgainMs = 25;

/**
 * @typedef {object} Plan
 * @property {string} name
 * @property {string[]} args of node
 * @property {NodeJS.ProcessEnv} env
 * @property {(printed: string) => boolean | Promise<boolean>} isReady
 * @property {number} readyWithinMs
 * @property {boolean} [passAsText] For a developer, who reads what it prints as it is.
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
export async function startService({ name, args, env, isReady, readyWithinMs, passAsText = false }) {
  return step(`Starting the ${name}`, `${name[0]?.toUpperCase()}${name.slice(1)} started`, async () => {
    const { child, ended } = launch(process.execPath, ['--import', followParent, ...args], {
      env: { ...env, SWITCHBOARD_STARTED_BY: String(process.pid), SWITCHBOARD_LOG_FD: '3' },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    const output = hold(child, name, passAsText);
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
 * Returns only when one of them ends, which none should do on its own.
 * @param {Service[]} services
 */
export async function watch(services) {
  const endings = services.map(async ({ name, ended }) => ({ name, ending: await ended }));
  const { name, ending } = await Promise.race(endings);
  throw new Refusal(`The ${name} stopped by itself (${describeEnding(ending)}).`);
}

/**
 * Before a service is ready, only its log is passed on, unless the start fails; the framework's greeting is not. After
 * that its log is passed on unchanged, and anything else as text within a log line.
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} name
 * @param {boolean} asText
 */
function hold(child, name, asText) {
  let [printed, passing] = ['', false];
  /** @type {string[]} */
  const log = [];
  const { frame, flush } = framer({ write: (line) => process.stdout.write(line), from: name });
  for (const [from, to, level] of /** @type {const} */ ([
    [child.stdout, process.stdout, 'info'],
    [child.stderr, process.stderr, 'error'],
  ])) {
    const lines = lineReader((line) => frame(line, level));
    from?.setEncoding('utf8').on('data', (text) => {
      if (!passing) printed += text;
      else if (asText) to.write(text);
      else lines.read(text);
    });
    from?.once('end', () => {
      lines.end();
      flush();
    });
  }
  // The server writes whole lines here, and nothing else can.
  const own = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
  const ownLines = lineReader((line) => {
    if (passing) process.stdout.write(`${line}\n`);
    else log.push(line);
  }, Number.POSITIVE_INFINITY);
  own.setEncoding('utf8').on('data', ownLines.read);
  return {
    held: () => toWords(printed, log),
    passOn() {
      passing = true;
      const early = asText
        ? printed.split('\n').filter((line) => line.startsWith('{'))
        : log.filter((line) => !line.includes('"level":"info","event":"process-output"'));
      for (const line of early) process.stdout.write(`${line}\n`);
      printed = '';
      log.length = 0;
    },
  };
}

/**
 * Returns the text to show if the start fails.
 * @param {string} printed
 * @param {string[]} log
 */
function toWords(printed, log) {
  const logged = log.map((line) => {
    try {
      const { event, text } = JSON.parse(line);
      return event === 'process-output' ? text : line;
    } catch {
      return line;
    }
  });
  // Strips every control character, so that no text can command the terminal.
  return [printed, ...logged]
    .join('\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

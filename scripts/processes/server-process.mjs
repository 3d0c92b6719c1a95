import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { framer, lineReader } from './process-output.mjs';

// Runs before anything else in the built server, however that is started; build-app.mjs puts it there. What the
// process makes is its user's alone, and what it prints becomes lines of JSON.

process.umask(0o077);

const printLine = process.stdout.write.bind(process.stdout);
// `npm start` reads the server's own lines from a pipe of their own, so that nothing else can pass for one of them.
const writeLine = process.env.SWITCHBOARD_LOG_FD === '3' ? writeToParent : printLine;
delete process.env.SWITCHBOARD_LOG_FD;

/** @param {string} line */
function writeToParent(line) {
  try {
    for (let rest = Buffer.from(line); rest.length > 0; ) rest = rest.subarray(writeSync(3, rest));
  } catch {
    // The parent has gone, and this process is about to follow it: no reason to fail a request.
  }
}

const { frame, flush } = framer({ write: writeLine });

/** The server takes over what the framework prints about a request that it has logged itself. */
const output = { writeLine, isLogged: /** @type {(values: unknown[]) => boolean} */ (() => false) };
Object.assign(globalThis, { switchboardOutput: output });

for (const [method, level] of /** @type {const} */ ([
  ['debug', 'info'],
  ['log', 'info'],
  ['info', 'info'],
  ['warn', 'warning'],
  ['error', 'error'],
  ['trace', 'error'],
])) {
  console[method] = (...values) => {
    if (!output.isLogged(values)) frame(format(...values), level);
  };
}

for (const [stream, level] of /** @type {const} */ ([
  [process.stdout, 'info'],
  [process.stderr, 'error'],
])) {
  const lines = lineReader((line) => frame(line, level));
  process.once('exit', lines.end);
  stream.write = (/** @type {string | Uint8Array} */ chunk, /** @type {unknown[]} */ ...rest) => {
    lines.read(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((argument) => typeof argument === 'function');
    if (typeof done === 'function') process.nextTick(() => done());
    return true;
  };
}
process.once('exit', flush);

// Node prints its own warnings past the streams.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => frame(`${name}: ${message}`, 'warning'));

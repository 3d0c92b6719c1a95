// Puts what a program prints into JSON lines: what Next, V8 or a library writes may quote a request, with its line
// breaks and terminal commands. lib/server/log.ts redacts by the same rules; process-output.test.ts compares them.

/** @typedef {'info' | 'warning' | 'error'} Level */
/**
 * @typedef {object} Options
 * @property {(line: string) => void} write
 * @property {string} [from] The program that printed it.
 * @property {() => number} [now]
 */

export const maxLineBytes = 2_048;
export const maxLinesAMinute = 60;

/** Longer than what is kept, so that a key is recognised as a whole before the text is cut. */
const maxHeldChars = 8_192;
const minuteMs = 60_000;
const terminalControls = /[\u007f-\u009f\u2028\u2029]/g;
const couldBeKey = /(?=[\w+/=.-]*\d)[\w+/=.-]{12,}/g;
/** V8 quotes ten characters on each side of what it could not read. */
const quotedByV8 =
  /(Unexpected (?:non-whitespace character|token) ?).*?( is not valid JSON)|(Cannot convert ).*?( to a BigInt)/gs;

/** @param {string} text */
export function blankSecrets(text) {
  return text.replace(quotedByV8, '$1$3[…]$2$4').replace(couldBeKey, '[…]');
}

/**
 * Returns a function that writes a text as one line of JSON, or counts it once the minute has had its share: a flood
 * must not fill the disk.
 * @param {Options} options
 */
export function framer({ write, from, now = Date.now }) {
  let [minuteBegan, written, leftOut] = [0, 0, 0];

  function startMinute() {
    if (leftOut > 0)
      write(toLine({ level: 'warning', event: 'process-output-left-out', from, lines: leftOut }));
    [minuteBegan, written, leftOut] = [now(), 0, 0];
  }

  return {
    /**
     * @param {string} text
     * @param {Level} level
     */
    frame(text, level) {
      if (text.trim() === '') return;
      if (now() - minuteBegan >= minuteMs || now() < minuteBegan) startMinute();
      if (written < maxLinesAMinute) {
        written += 1;
        write(bounded({ level, event: 'process-output', from, text }));
        return;
      }
      if (leftOut === 0) setTimeout(startMinute, minuteMs).unref();
      leftOut += 1;
    },
    /** Says how many lines were left out so far; for the end of the process. */
    flush: startMinute,
  };
}

/**
 * Cuts a stream of text into lines. A line without an end is handed on when it is too long to be kept.
 * @param {(line: string) => void} onLine
 * @param {number} [maxChars]
 */
export function lineReader(onLine, maxChars = maxHeldChars) {
  let [held, isTooLong] = ['', false];

  function end() {
    if (held !== '') onLine(held);
    [held, isTooLong] = ['', false];
  }

  return {
    /** @param {string} text */
    read(text) {
      const lines = text.split('\n');
      for (const [index, piece] of lines.entries()) {
        if (!isTooLong) held += piece;
        if (held.length > maxChars) [held, isTooLong] = [held.slice(0, maxChars), true];
        if (index < lines.length - 1) end();
      }
    },
    end,
  };
}

/** @param {Record<string, string | number | undefined>} facts */
function toLine(facts) {
  const line = JSON.stringify({ time: new Date().toISOString(), ...facts });
  return `${line.replace(terminalControls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** @param {{ level: Level, event: string, from: string | undefined, text: string }} facts */
function bounded({ text, ...facts }) {
  let kept = blankSecrets(text.slice(0, maxHeldChars));
  let mark = text.length > maxHeldChars ? '…' : '';
  let line = toLine({ ...facts, text: kept + mark });
  while (Buffer.byteLength(line) > maxLineBytes) {
    [kept, mark] = [kept.slice(0, Math.floor(kept.length * 0.8)), '…'];
    line = toLine({ ...facts, text: kept + mark });
  }
  return line;
}

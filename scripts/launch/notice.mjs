import { writeSync } from 'node:fs';

// The first administrator's password exists nowhere else once it has been made: whatever happens after that, these
// words are printed before the process ends.

let notice = '';

/** @param {string} text */
export function keepNotice(text) {
  notice = text.trim();
  process.once('exit', printNotice);
}

export function printNotice() {
  if (notice) writeSync(process.stdout.fd, `\n${notice}\n`);
  notice = '';
}

import 'server-only';

// Whether Codat's GET answers in clear or masked is unknown; its guide shows `XXXX…1ad1`. A value that looks masked
// is never sent back.

const run = /^(?:X+|x+|\*+|•+)/;
/** Shorter runs are masks only of short values, and only with other evidence: see merge.ts. */
const leastRun = 6;
const mostShown = 4;

export function isMasked(value: string): boolean {
  return runLength(value) >= leastRun;
}

/** Also true for a short run: it may mask a short value, or belong to a user's value that starts with an X. */
export function mayBeMasked(value: string): boolean {
  const length = runLength(value);
  return length >= leastRun || (length > 0 && value.length - length <= mostShown);
}

/** True where what Codat answers is what we sent, or may be: a masked value can only be compared by its end. */
export function agrees(seen: string, sent: string): boolean {
  if (seen === sent) return true;
  if (!mayBeMasked(seen)) return false;
  if (!isMasked(seen) && seen.length !== sent.length) return false;
  return sent.endsWith(seen.slice(runLength(seen)));
}

function runLength(value: string): number {
  return run.exec(value)?.[0].length ?? 0;
}

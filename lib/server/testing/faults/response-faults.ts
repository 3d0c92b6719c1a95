import type { Fault } from '@/emulator/control';

export type ResponseFault = Omit<Fault, 'path' | 'method'>;

/** An hour is enough on the slowest machine: a table of cases is built long before its last one runs. */
export const anHourAhead = () => new Date(Date.now() + 3_600_000).toUTCString();

const unknown = 'outcome-unknown';

/** Faults in the answer to a write, each with the result: `saved` if the write took effect anyway. */
export const writeFaults: readonly [string, ResponseFault, string][] = [
  ['cut before it was heard', { abort: true, apply: 'never' }, unknown],
  ['cut after it took effect', { abort: true, apply: 'before' }, 'saved'],
  ['cut, and taking effect after that', { abort: true, apply: 'after' }, 'saved'],
  ['cut after the headers, without effect', { abort: 'beforeBody', apply: 'never' }, unknown],
  ['cut after the headers, with effect', { abort: 'beforeBody', apply: 'before' }, 'saved'],
  ['cut after the body, without effect', { abort: 'afterBody', apply: 'never' }, unknown],
  ['cut after the body, with effect', { abort: 'afterBody', apply: 'before' }, 'saved'],
  ['half an answer', { truncateAfter: 20 }, 'saved'],
  ['dripping', { dripMs: 5 }, 'saved'],
  ['500 and no effect', { status: 500, apply: 'never' }, unknown],
  ['500 after the effect', { status: 500, apply: 'before' }, 'saved'],
  ['503 and no effect', { status: 503, apply: 'never' }, unknown],
  ['503 after the effect', { status: 503, apply: 'before' }, 'saved'],
  ['504 and no effect', { status: 504, apply: 'never' }, unknown],
  ['504 after the effect', { status: 504, apply: 'before' }, 'saved'],
  [
    '200 with another body, and no effect',
    { status: 200, body: { clientId: 'of nobody' }, apply: 'never' },
    'not-visible-yet',
  ],
  ['200 with a body that is none', { status: 200, body: '<html>', apply: 'before' }, 'saved'],
  ['202 and no effect', { status: 202, apply: 'never' }, unknown],
  ['202, and the effect comes', { status: 202, apply: 'after' }, 'saved'],
  ['307 to elsewhere', { status: 307, headers: { Location: '/profile' } }, unknown],
  ['400', { status: 400 }, 'codat-refused'],
  ['401', { status: 401 }, 'codat-key-refused'],
  ['403', { status: 403 }, 'codat-refused'],
  ['403 after the effect', { status: 403, apply: 'before' }, 'saved'],
  ['404', { status: 404 }, 'codat-refused'],
  ['409', { status: 409 }, 'codat-refused'],
  ['429 for some seconds', { status: 429, headers: { 'Retry-After': '7' } }, 'codat-rate-limited'],
  ['429 up to a date', { status: 429, headers: { 'Retry-After': anHourAhead() } }, 'codat-rate-limited'],
  ['429 for ever', { status: 429, headers: { 'Retry-After': '99999999999' } }, 'codat-rate-limited'],
  ['429 without a phrase', { status: 429 }, 'codat-rate-limited'],
];

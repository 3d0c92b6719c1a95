import fc from 'fast-check';

// A step is plain data, so that a failing run prints the shortest sequence that still fails.

const people = fc.constantFrom('one' as const, 'other' as const);
const pick = fc.nat({ max: 99 });

export const settingsChanges = [
  'link-name',
  'sandbox-secret',
  'development',
  'sandbox',
  'production',
  'client-id',
  'countries',
  'development-secret',
] as const;

export const outsideChanges = [
  'environment',
  'unknown-key',
  'client-id',
  'enabled',
  'link-company',
  'unlink-company',
  'new-company',
] as const;

export const companyWrites = ['create', 'connect', 'unlink', 'delete-connection', 'delete'] as const;

/** Faults in the answer to a write. */
export const writeFaults = [
  { status: 500, apply: 'before' },
  { status: 500, apply: 'never' },
  { status: 503, apply: 'after' },
  { status: 504, apply: 'never' },
  { status: 202, apply: 'after' },
  { status: 202, apply: 'never' },
  { status: 200, body: {}, apply: 'never' },
  { status: 400, apply: 'never' },
  { status: 401, apply: 'never' },
  { status: 403, apply: 'never' },
  { status: 403, apply: 'before' },
  { status: 404, apply: 'never' },
  { status: 429, apply: 'never', headers: { 'Retry-After': '7' } },
  { abort: true, apply: 'never' },
  { abort: true, apply: 'before' },
  { abort: true, apply: 'after' },
  { abort: 'afterBody', apply: 'before' },
  { truncateAfter: 12, apply: 'before' },
  { delayMs: 600_000, status: 503, apply: 'after' },
  { delayMs: 600_000, apply: 'before' },
  { status: 200, body: null, apply: 'before' },
] as const;

/** Faults in a reading. */
export const readFaults = [
  { stale: true },
  { status: 500 },
  { status: 429, headers: { 'Retry-After': '1' } },
  { abort: true },
  { truncateAfter: 9 },
  { status: 200, body: null },
  { status: 200, body: { results: null, totalResults: 4e12 } },
  { status: 200, body: { results: [null, 7, {}], totalResults: -1 } },
  { status: 200, body: [] },
] as const;

const credentials = '/integrations/credentials/suuo';
const readPaths = [credentials, '/integrations/suuo', '/companies', '/companies/*'] as const;

const stale = fc.constant({ stale: true } as const);

/** Armed right before the write is decided on, half of the time. */
const faults = {
  /** True if earlier operations end first, since an open operation would only block the next one. */
  settled: fc.constantFrom(true, true, true, false),
  fault: fc.option(fc.constantFrom(...writeFaults)),
  reads: fc.option(
    fc.record({ fault: fc.oneof(stale, fc.constantFrom(...readFaults)), times: fc.constantFrom(1, 2, 3, 5) }),
    { freq: 1 },
  ),
};

const step = <Name extends string, Parts extends Record<string, unknown>>(
  weight: number,
  name: Name,
  parts: { [Part in keyof Parts]: fc.Arbitrary<Parts[Part]> },
) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), ...parts }) as unknown as fc.Arbitrary<{ do: Name } & Parts>,
});

export const stepArbitrary = fc.oneof(
  step(16, 'save', {
    who: people,
    change: fc.constantFrom(...settingsChanges),
    oldForm: fc.constantFrom(false, false, false, true),
    ...faults,
  }),
  step(5, 'toggle', { who: people, on: fc.boolean(), ...faults }),
  step(1, 'delete', { who: people, ...faults }),
  step(3, 'restore', { who: people, ...faults }),
  step(2, 'accept', { who: people }),
  step(7, 'company', { who: people, what: fc.constantFrom(...companyWrites), pick, ...faults }),
  step(6, 'again', { pick, afterSignIn: fc.boolean() }),
  step(5, 'foreign', { pick, how: fc.constantFrom('user', 'draft', 'kind', 'subject') }),
  step(2, 'outside', { what: fc.constantFrom(...outsideChanges), pick }),
  step(2, 'read-fault', {
    path: fc.constantFrom(...readPaths),
    fault: fc.constantFrom(...readFaults),
    times: fc.constantFrom(1, 2, 3, 5),
  }),
  step(1, 'long-stale', { path: fc.constantFrom(credentials, '/integrations/suuo') }),
  step(1, 'second-server', { change: fc.constantFrom('sandbox', 'development') }),
  step(1, 'kill', { afterMs: fc.integer({ min: 10, max: 250 }) }),
  step(2, 'release', {}),
  step(5, 'reconcile', {}),
  step(1, 'restart', {}),
  step(1, 'mask', { on: fc.boolean() }),
  step(3, 'look', { who: people }),
  step(3, 'race', {
    changes: fc.tuple(fc.constantFrom(...settingsChanges), fc.constantFrom(...settingsChanges)),
    sameRequest: fc.boolean(),
    ...faults,
  }),
);

export type Step = typeof stepArbitrary extends fc.Arbitrary<infer Value> ? Value : never;
export type Faults = {
  [Name in keyof typeof faults]: (typeof faults)[Name] extends fc.Arbitrary<infer V> ? V : never;
};

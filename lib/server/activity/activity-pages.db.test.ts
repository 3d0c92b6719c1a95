import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CompiledQuery } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActivityPosition } from '@/lib/activity/activity-query';
import { database } from '../db/database';
import { run } from '../testing/faults/forging';
import { engines, setupInstallation } from '../testing/installation';
import { recordStatements } from '../testing/statements';
import { signHeader, toJsonLines } from './export-format';
import { exportChains } from './export-rows';
import { allOf, findOperations, listRows, positionOf, type RowFilter } from './list-rows';

// With TEST_LONG=1 on a million rows, as many as a large organisation writes in years; otherwise on a twentieth of them.

const isLong = process.env.TEST_LONG === '1';
const total = isLong ? 1_000_000 : 50_000;
const perPage = 50;
const lastPage = isLong ? 10_000 : 500;
/** Three rows that differ from all others, wherever one looks for them. */
const rare = [7, total / 2, total - 3].join(', ');
const start = Date.parse('2020-01-01T00:00:00Z');

describe.each(engines)('the pages of a long log, on %s', { timeout: 600_000 }, (engine) => {
  const portal = setupInstallation(engine);
  let chain: string;

  // The rows prove nothing, so the verifier would refuse them; only reading them is measured.
  beforeAll(async () => {
    chain = (await portal.instanceRow()).id;
    for (let first = 1; first <= total; first += 25_000) await insertRows(first, first + 24_999);
    await run('analyze activity');
  }, 600_000);

  async function insertRows(first: number, last: number): Promise<void> {
    const numbers =
      engine === 'postgres'
        ? `select n from generate_series(${first}, ${last}) as t(n)`
        : `with recursive t(n) as (select ${first} union all select n + 1 from t where n < ${last}) select n from t`;
    await run(`insert into activity (chain_id, seq, version, at, actor, actor_id, action, phase, operation_id,
        integration_key, outcome, details, previous_hash, hash)
      select '${chain}', n + 1000, 2, ${start} + n, 'someone@example.com',
        case when n in (${rare}) then case when n = 7 then null else 'user-rare' end else 'user-' || (n % 20) end,
        case when n in (${rare}) then 'instance.edited' when n % 2 = 0 then 'settings.save' else 'links.read' end,
        'event', 'operation-' || n,
        case when n in (${rare}) then 'rare' else 'suuo' end,
        case when n in (${rare}) then 'superseded' when n % 10 = 0 then 'refused' else 'applied' end,
        case when n in (${rare}) then '{"correlationId":"c-rare"}' when n % 10 = 0 then '{"correlationId":"c-' || n || '"}'
          else '{"company":"A company","companyId":"1"}' end,
        '', ''
      from (${numbers}) as numbers`);
  }

  async function time(work: () => Promise<unknown>): Promise<number> {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  }

  function median(numbers: readonly number[]): number {
    return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
  }

  async function medianTime(work: () => Promise<unknown>): Promise<number> {
    const times: number[] = [];
    for (let i = 0; i < 41; i += 1) times.push(await time(work));
    return median(times);
  }

  /** Compares in pairs, each the other way round than the one before: others use the machine too, and not evenly. */
  async function compare(one: () => Promise<unknown>, other: () => Promise<unknown>) {
    const pairs: [first: number, last: number][] = [];
    for (let i = 0; i < 101; i += 1) {
      if (i % 2 === 0) pairs.push([await time(one), await time(other)]);
      else pairs.push([await time(other), await time(one)].toReversed() as [number, number]);
    }
    return {
      first: median(pairs.map(([first]) => first)),
      last: median(pairs.map(([, last]) => last)),
      ratio: median(pairs.map(([first, last]) => last / first)),
    };
  }

  function report(what: string, figures: Readonly<Record<string, number>>): void {
    if (isLong) process.stderr.write(`${engine}, ${total} rows, ${what}: ${JSON.stringify(figures)}\n`);
  }

  /** The position at which a page begins, found without turning all the pages before it. */
  async function positionOfPage(page: number): Promise<ActivityPosition> {
    const [row] = await database()
      .selectFrom('activity')
      .selectAll()
      .where('chain_id', '=', chain)
      .where('at', '<', start + total + 1)
      .orderBy('at', 'desc')
      .orderBy('seq', 'desc')
      .offset(page * perPage - 1)
      .limit(1)
      .execute();
    return positionOf(row ?? expect.fail());
  }

  it('cost the same at the beginning and far behind', async () => {
    const filter: RowFilter = { ...allOf([chain]), to: start + total + 1 };
    const far = await positionOfPage(lastPage);
    const rows = await listRows(filter, far, perPage + 1);
    expect(rows).toHaveLength(perPage + 1);
    expect(rows[0]?.at).toBe(start + total - lastPage * perPage);
    const { first, last, ratio } = await compare(
      () => listRows(filter, null, perPage + 1),
      () => listRows(filter, far, perPage + 1),
    );
    report(`first page and page ${lastPage}, in ms`, { first, last, ratio });
    expect(ratio).toBeGreaterThan(1 / 1.5);
    expect(ratio).toBeLessThan(1.5);
    expect(Math.max(first, last)).toBeLessThan(50);
  });

  const filters: [string, { filter: Partial<RowFilter>; count: number; index: string }][] = [
    ['a rare integration', { filter: { integration: 'rare' }, count: 3, index: 'activity_by_integration' }],
    [
      'a rare user',
      { filter: { actor: { id: 'user-rare', labels: [] } }, count: 2, index: 'activity_by_user' },
    ],
    [
      'a rare label',
      {
        filter: { actor: { id: null, labels: ['someone@example.com'] } },
        count: 1,
        index: 'activity_by_label',
      },
    ],
    ['a rare action', { filter: { action: 'instance.edited' }, count: 3, index: 'activity_by_action' }],
    ['a rare outcome', { filter: { outcome: 'superseded' }, count: 3, index: 'activity_by_outcome' }],
    [
      'a rare integration and a usual outcome',
      { filter: { integration: 'rare', outcome: 'applied' }, count: 0, index: 'activity_by_' },
    ],
    [
      'a user',
      { filter: { actor: { id: 'user-8', labels: [] } }, count: perPage, index: 'activity_by_user' },
    ],
    ['an action', { filter: { action: 'links.read' }, count: perPage, index: 'activity_by_' }],
    ['an outcome', { filter: { outcome: 'refused' }, count: perPage, index: 'activity_by_' }],
    ['an operation', { filter: { operations: ['operation-77'] }, count: 1, index: 'activity_operation' }],
    [
      'an early span of time',
      { filter: { from: start, to: start + 31 }, count: 30, index: 'activity_by_time' },
    ],
  ];

  it.each(filters)('are found by their index if filtered by %s', async (name, { filter, count, index }) => {
    const asked = { ...allOf([chain]), from: start, to: start + total + 1, ...filter };
    expect(await listRows(asked, null, perPage)).toHaveLength(count);
    const typical = await medianTime(() => listRows(asked, null, perPage));
    report(`filtered by ${name}, in ms`, { typical });
    expect(typical).toBeLessThan(50);
    for (const plan of await plansOf(() => listRows(asked, null, perPage))) {
      expect(plan).toContain(index);
      expect(plan).not.toMatch(/Seq Scan|SCAN activity/);
      // The few rows of an operation may be sorted.
      if (index !== 'activity_operation') expect(plan).not.toMatch(/temp b-tree|Sort Key/i);
    }
  });

  it('read the rows of one filter alone if many match each of two, and none both', async () => {
    const asked = { ...allOf([chain]), actor: { id: 'user-7', labels: [] }, action: 'settings.save' };
    expect(await listRows(asked, null, perPage)).toEqual([]);
    // No index knows of both; it costs what a twentieth of the log does.
    report('filtered by two that never meet, in ms', {
      typical: await medianTime(() => listRows(asked, null, perPage)),
    });
    for (const plan of await plansOf(() => listRows(asked, null, perPage))) {
      expect(plan).toMatch(/activity_by_(user|action)/);
      expect(plan).not.toMatch(/Seq Scan|SCAN activity/);
    }
  });

  it('are found by their index if a correlation id is searched for', async () => {
    const found = () => findOperations('c-rare', 1_000);
    expect((await found()).sort()).toHaveLength(3);
    const typical = await medianTime(found);
    report('searched for a correlation id, in ms', { typical });
    expect(typical).toBeLessThan(50);
    expect((await plansOf(found)).join()).toContain('activity_by_correlation');
  });

  /** Asks the database how it carries out what is asked of it. */
  async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
    const { takeQueries } = await recordStatements();
    await work();
    const explain = engine === 'sqlite' ? 'explain query plan' : 'explain';
    const plans: string[] = [];
    for (const query of takeQueries()) {
      const { rows } = await database().executeQuery(
        CompiledQuery.raw(`${explain} ${query.sql}`, [...query.parameters]),
      );
      plans.push(JSON.stringify(rows));
    }
    expect(plans).not.toEqual([]);
    return plans;
  }

  it('are exported in the same memory, however many they are', async () => {
    const seq = total + 1_000;
    const heads = [{ chain, seq, hash: '', start: { seq: 0, hash: '' }, last: seq }];
    const lines = toJsonLines(signHeader(null, { heads, isProven: true }, Date.now()), exportChains(heads));
    const used = () => {
      collectGarbage();
      const { heapUsed, external, rss } = process.memoryUsage();
      return { heap: heapUsed + external, rss };
    };
    let bytes = 0;
    let pieces = 0;
    let before = { heap: 0, rss: 0 };
    for await (const piece of lines) {
      bytes += piece.length;
      pieces += 1;
      // After a tenth everything is loaded and warm.
      if (pieces === total / 500 / 10) before = used();
    }
    const after = used();
    const growth = (kind: 'heap' | 'rss') => (after[kind] - before[kind]) / 2 ** 20;
    report('growth of an export from a tenth of the rows to all of them, in MiB', {
      heap: growth('heap'),
      rss: growth('rss'),
      exported: bytes / 2 ** 20,
    });
    expect(bytes).toBeGreaterThan(total * 300);
    expect(growth('heap')).toBeLessThan(8);
  });
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

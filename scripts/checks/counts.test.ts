import { describe, expect, test } from 'vitest';
import { countPlaywright, countVitest, sum } from './counts.mjs';

function vitestReport(
  passed: number,
  failed: number,
  files: { name: string; status: string; tests: string[] }[] = [],
): string {
  const testResults = files.map(({ name, status, tests }) => ({
    name,
    status,
    assertionResults: tests.map((result) => ({ status: result, fullName: `a test that ${result}` })),
  }));
  return JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults });
}

function playwrightReport(
  stats: { expected: number; unexpected: number; flaky: number },
  errors: string[] = [],
  suites: unknown[] = [],
) {
  return JSON.stringify({ stats, errors, suites });
}

describe('counting', () => {
  test('passed and failed tests are taken from the report', () => {
    const counted = { passed: 5, failed: 2 };
    expect(countVitest(vitestReport(5, 2), false)).toMatchObject(counted);
    const journeys = playwrightReport({ expected: 5, unexpected: 2, flaky: 0 });
    expect(countPlaywright(journeys, false)).toMatchObject(counted);
  });

  test('a file that can not be loaded is a failure', () => {
    const report = vitestReport(5, 1, [
      { name: 'broken.test.ts', status: 'failed', tests: [] },
      { name: 'some.test.ts', status: 'failed', tests: ['failed', 'passed'] },
      { name: 'good.test.ts', status: 'passed', tests: ['passed'] },
    ]);
    expect(countVitest(report, false)).toEqual({
      passed: 5,
      failed: 2,
      failures: ['broken.test.ts', 'some.test.ts: a test that failed'],
    });
  });

  test('a failed journey is named, also in a nested suite', () => {
    const spec = (title: string, ok: boolean) => ({ title, ok });
    const inner = { file: 'save.spec.ts', specs: [spec('saves', false), spec('waits', true)] };
    const suites = [{ file: 'save.spec.ts', specs: [spec('opens', true)], suites: [inner] }];
    const report = playwrightReport({ expected: 2, unexpected: 1, flaky: 0 }, [], suites);
    expect(countPlaywright(report, false).failures).toEqual(['save.spec.ts: saves']);
  });

  test('a test that passed at the second try is a failure', () => {
    expect(countPlaywright(playwrightReport({ expected: 5, unexpected: 0, flaky: 1 }), true).failed).toBe(1);
  });

  test('an error outside of every test is a failure', () => {
    const report = playwrightReport({ expected: 5, unexpected: 0, flaky: 0 }, ['the server did not start']);
    expect(countPlaywright(report, false).failed).toBe(1);
  });

  test.each([
    ['a runner without a report', null, true],
    ['a runner that ran nothing', vitestReport(0, 0), true],
    ['a runner that ended badly although every test passed', vitestReport(5, 0), false],
  ])('%s is a failure', (_what, report, succeeded) => {
    expect(countVitest(report, succeeded).failed).toBe(1);
  });

  test('the counts add up over all runners', () => {
    expect(
      sum([
        { passed: 5, failed: 0 },
        { passed: 1, failed: 2, failures: ['a', 'b'] },
      ]),
    ).toEqual({ passed: 6, failed: 2, failures: ['a', 'b'] });
  });
});

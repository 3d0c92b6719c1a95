import { describe, expect, test } from 'vitest';
import { countPlaywright, countVitest, sum } from './counts.mjs';

function vitestReport(
  passed: number,
  failed: number,
  files: { status: string; tests: string[] }[] = [],
): string {
  const testResults = files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((result) => ({ status: result })),
  }));
  return JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults });
}

function playwrightReport(
  stats: { expected: number; unexpected: number; flaky: number },
  errors: string[] = [],
) {
  return JSON.stringify({ stats, errors });
}

describe('counting', () => {
  test('passed and failed tests are taken from the report', () => {
    expect(countVitest(vitestReport(5, 2), false)).toEqual({ passed: 5, failed: 2 });
    expect(countPlaywright(playwrightReport({ expected: 5, unexpected: 2, flaky: 0 }), false)).toEqual({
      passed: 5,
      failed: 2,
    });
  });

  test('a file that can not be loaded is a failure', () => {
    const report = vitestReport(5, 1, [
      { status: 'failed', tests: [] },
      { status: 'failed', tests: ['failed'] },
      { status: 'passed', tests: ['passed'] },
    ]);
    expect(countVitest(report, false)).toEqual({ passed: 5, failed: 2 });
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
        { passed: 1, failed: 2 },
      ]),
    ).toEqual({ passed: 6, failed: 2 });
  });
});

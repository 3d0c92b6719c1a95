/** @typedef {{ passed: number, failed: number, failures?: string[] }} Count `failures` names what failed, if known. */

/** @typedef {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }} VitestFile */

/**
 * Vitest's JSON report. A file that can't even be loaded reports no tests, and a runner that stops half-way reports
 * only what came before: neither may pass for success.
 * @param {string | null} report
 * @param {boolean} succeeded whether the runner ended well
 * @returns {Count}
 */
export function countVitest(report, succeeded) {
  if (!report) return { passed: 0, failed: 1 };
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: VitestFile[] }} */
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report);
  const failed = testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, assertionResults }) => ({
      name,
      tests: assertionResults.filter((test) => test.status === 'failed'),
    }));
  const unloadable = failed.filter(({ tests }) => tests.length === 0).map(({ name }) => name);
  const failures = failed.flatMap(({ name, tests }) => tests.map(({ fullName }) => `${name}: ${fullName}`));
  return plausible(
    {
      passed: numPassedTests,
      failed: numFailedTests + unloadable.length,
      failures: [...unloadable, ...failures],
    },
    succeeded,
  );
}

/**
 * Playwright's JSON report. A test that passed at the second try has not passed.
 * @param {string | null} report
 * @param {boolean} succeeded whether the runner ended well
 * @returns {Count}
 */
export function countPlaywright(report, succeeded) {
  if (!report) return { passed: 0, failed: 1 };
  /** @type {{ stats: Record<'expected' | 'unexpected' | 'flaky', number>, errors: unknown[], suites?: Suite[] }} */
  const { stats, errors, suites = [] } = JSON.parse(report);
  return plausible(
    {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      failures: suites.flatMap((suite) => namesOfFailed(suite)),
    },
    succeeded,
  );
}

/** @typedef {{ title: string, file: string, specs?: { title: string, ok: boolean }[], suites?: Suite[] }} Suite */

/**
 * @param {Suite} suite
 * @returns {string[]}
 */
function namesOfFailed({ file, specs = [], suites = [] }) {
  const own = specs.filter(({ ok }) => !ok).map(({ title }) => `${file}: ${title}`);
  return [...own, ...suites.flatMap((suite) => namesOfFailed(suite))];
}

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
    failures: counts.flatMap(({ failures = [] }) => failures),
  };
}

/**
 * @param {Count} count
 * @param {boolean} succeeded
 * @returns {Count}
 */
function plausible({ passed, failed, failures = [] }, succeeded) {
  const nothingRan = passed + failed === 0;
  return { passed, failed: failed === 0 && (!succeeded || nothingRan) ? 1 : failed, failures };
}

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * Vitest's JSON report. A file that can't even be loaded reports no tests, and a runner that stops half-way reports
 * only what came before: neither may pass for success.
 * @param {string | null} report
 * @param {boolean} succeeded whether the runner ended well
 * @returns {Count}
 */
export function countVitest(report, succeeded) {
  if (!report) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report);
  const unloadable = testResults.filter(
    (
      /** @type {{ status: string, assertionResults: { status: string }[] }} */ { status, assertionResults },
    ) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return plausible({ passed: numPassedTests, failed: numFailedTests + unloadable }, succeeded);
}

/**
 * Playwright's JSON report. A test that passed at the second try has not passed.
 * @param {string | null} report
 * @param {boolean} succeeded whether the runner ended well
 * @returns {Count}
 */
export function countPlaywright(report, succeeded) {
  if (!report) return { passed: 0, failed: 1 };
  const { stats, errors } = JSON.parse(report);
  return plausible(
    { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length },
    succeeded,
  );
}

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  };
}

/**
 * @param {Count} count
 * @param {boolean} succeeded
 * @returns {Count}
 */
function plausible({ passed, failed }, succeeded) {
  const nothingRan = passed + failed === 0;
  return { passed, failed: failed === 0 && (!succeeded || nothingRan) ? 1 : failed };
}

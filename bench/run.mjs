import { findBrowser } from '../scripts/find-browser.mjs';
import { ensureBuilt } from '../scripts/launch/build-app.mjs';
import { runScript } from '../scripts/launch/entry.mjs';
import { ensureInstalled } from '../scripts/launch/install.mjs';
import { requireNode } from '../scripts/launch/node-version.mjs';
import { step } from '../scripts/launch/steps.mjs';
import { stopAll } from '../scripts/processes/child.mjs';
import { ensureFloorBuilt, startFloor } from './baseline-app.mjs';
import { countCompanies } from './count.mjs';
import { measureThroughput } from './load.mjs';
import { weigh } from './measure-size.mjs';
import { readMemory } from './memory.mjs';
import { listPages } from './pages.mjs';
import { dist, startPortal } from './portal-app.mjs';
import {
  findTooHeavy,
  reportCodatCalls,
  reportCompanyCalls,
  reportCount,
  reportMemory,
  reportThroughput,
  reportWeights,
} from './report.mjs';
import { countCodatCalls, countCompanyCalls } from './upstream.mjs';

// Compares the portal with the least that the same Next can serve, in one run on one machine. `--weights` stops after
// the JavaScript, which alone has limits. Exits with status 1 if a page is over its limit.

runScript(async () => {
  requireNode();
  await ensureInstalled();
  const executablePath = await findBrowser();
  await ensureFloorBuilt();
  await ensureBuilt(dist);
  try {
    const floor = await startFloor();
    const portal = await startPortal();
    const pages = await withBrowser(executablePath, (browser) => compareWeights(browser, floor, portal));
    if (process.argv.includes('--companies')) await watchCompanies(pages, portal);
    else if (!process.argv.includes('--weights')) {
      await compareSpeeds(pages, portal);
      await watchCompanies(pages, portal);
    }
  } finally {
    await stopAll();
  }
  // Whatever still waits, such as the heart-beat of npm's shell, must not hold the end up.
  process.exit();
});

/**
 * @param {import('playwright').Browser} browser
 * @param {string} floor
 * @param {import('./portal-app.mjs').Portal} portal
 */
async function compareWeights(browser, floor, portal) {
  const pages = await listPages(browser, floor, portal);
  const weighed = await step('Weighing the pages', 'Pages weighed', async () => {
    const { floor: lightest, ...others } = pages;
    /** @type {[import('./report.mjs').Weighed, ...import('./report.mjs').Weighed[]]} */
    const all = [{ page: lightest, weight: await weigh(browser, lightest) }];
    for (const page of Object.values(others)) all.push({ page, weight: await weigh(browser, page) });
    return all;
  });
  reportWeights(weighed);
  const tooHeavy = findTooHeavy(weighed);
  for (const sentence of tooHeavy) console.error(`\n${sentence}`);
  if (tooHeavy.length > 0) process.exitCode = 1;
  return pages;
}

/**
 * @param {Awaited<ReturnType<typeof listPages>>} pages
 * @param {import('./portal-app.mjs').Portal} portal
 */
async function compareSpeeds({ floor, signIn, banking, commerce, settings }, portal) {
  const counted = await step('Counting calls of Codat', 'Calls of Codat counted', async () => [
    { page: banking, calls: await countCodatCalls(portal, banking) },
    { page: commerce, calls: await countCodatCalls(portal, commerce) },
  ]);
  const before = readMemory();
  const throughputs = await measureThroughput([floor, signIn, banking, commerce, settings]);
  const after = readMemory();
  reportThroughput(throughputs);
  reportMemory(before, after);
  reportCodatCalls(counted);
  reportCount(
    await step('Counting 10,000 companies', 'Companies counted', () => countCompanies(portal, banking)),
  );
}

/**
 * Last, since the emulator holds other companies from then on.
 * @param {Awaited<ReturnType<typeof listPages>>} pages
 * @param {import('./portal-app.mjs').Portal} portal
 */
async function watchCompanies({ companies }, portal) {
  const seen = await step('Looking through 10,000 companies', 'Companies looked through', () =>
    countCompanyCalls(portal, companies),
  );
  reportCompanyCalls(seen);
}

/**
 * @template T
 * @param {string} executablePath
 * @param {(browser: import('playwright').Browser) => Promise<T>} work
 */
async function withBrowser(executablePath, work) {
  // Only now: without packages there is no Playwright to import.
  const { chromium } = await import('playwright');
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const browser = await chromium.launch({ executablePath, ...signals });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

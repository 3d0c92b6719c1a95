import { runChecks } from './checks/run-checks.mjs';
import {
  build,
  checkBundleSize,
  checkFormatAndLint,
  checkTypes,
  runJourneys,
  runVitest,
} from './checks/runners.mjs';
import { runScript } from './launch/entry.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { requireNode } from './launch/node-version.mjs';

// Everything there is to check, the quickest first. `--long` runs the repeated tests (kills, races, forced failures) in
// full instead of a tenth.

if (process.argv.includes('--long')) process.env.TEST_LONG = '1';

runScript(() =>
  runChecks(async () => {
    requireNode();
    await ensureInstalled();
  }, [
    ['Format and lint', checkFormatAndLint],
    ['Types', checkTypes],
    ['Unit tests', () => runVitest('unit')],
    ['Contract tests', () => runVitest('contract')],
    ['Integration tests', () => runVitest('integration')],
    ['Production build', build],
    ['Weights', checkBundleSize],
    ['Journeys', runJourneys],
  ]),
);

import { runChecks } from './checks/run-checks.mjs';
import { checkFormatAndLint, checkTypes, runVitest } from './checks/runners.mjs';
import { runScript } from './launch/entry.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { requireNode } from './launch/node-version.mjs';

// The part of test.mjs that is quick enough to run before every commit.

runScript(() =>
  runChecks(async () => {
    requireNode();
    await ensureInstalled();
  }, [
    ['Format and lint', checkFormatAndLint],
    ['Types', checkTypes],
    ['Unit tests', () => runVitest('unit')],
  ]),
);

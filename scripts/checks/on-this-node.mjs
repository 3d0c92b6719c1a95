import { runScript } from '../launch/entry.mjs';
import { requireNode } from '../launch/node-version.mjs';
import { say } from '../launch/steps.mjs';
import { checkNewcomer } from './newcomer.mjs';
import { runChecks } from './run-checks.mjs';
import { runVitest } from './runners.mjs';

// Runs in a copy of the checkout, under the Node that test-node.mjs has brought. The first check installs and builds.

runScript(() => {
  say(`Node ${process.versions.node}`);
  return runChecks(
    async () => requireNode(),
    [
      ['From a bare clone', checkNewcomer],
      ['Unit tests', () => runVitest('unit')],
      ['Integration tests', () => runVitest('integration')],
    ],
  );
});

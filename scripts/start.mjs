import { ensureBuilt, inStandalone } from './launch/build-app.mjs';
import { runScript } from './launch/entry.mjs';
import { buildFolder, claimedPorts, readSettings } from './launch/environment.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { requireNode } from './launch/node-version.mjs';
import { runPortal } from './launch/portal.mjs';
import { requireFreePorts } from './processes/ports.mjs';

// From a bare clone to a running portal. Until the packages are installed there is only Node: no import here, nor in
// what is imported, may name a package.

runScript(async () => {
  requireNode();
  const settings = readSettings();
  const dist = buildFolder();
  await requireFreePorts(claimedPorts(settings));
  await ensureInstalled();
  await ensureBuilt(dist);
  await runPortal(settings, {
    mode: 'production',
    prepare: [inStandalone(dist, 'commands', 'prepare.mjs')],
    emulator: [inStandalone(dist, 'emulator.mjs')],
    app: [inStandalone(dist, 'server.js')],
    readyWithinMs: 30_000,
  });
});

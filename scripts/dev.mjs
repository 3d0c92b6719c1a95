import { runScript } from './launch/entry.mjs';
import { claimedPorts, readSettings } from './launch/environment.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { requireNode } from './launch/node-version.mjs';
import { runPortal } from './launch/portal.mjs';
import { inProject } from './launch/root.mjs';
import { requireFreePorts } from './processes/ports.mjs';

// The same as start.mjs, from the sources and with reloading.

runScript(async () => {
  requireNode();
  const settings = readSettings();
  await requireFreePorts(claimedPorts(settings));
  await ensureInstalled();
  await runPortal(settings, {
    mode: 'development',
    prepare: ['--import', 'tsx', '--conditions=react-server', inProject('scripts/commands/prepare.ts')],
    emulator: ['--import', 'tsx', inProject('emulator/main.ts')],
    app: [
      inProject('node_modules/next/dist/bin/next'),
      'dev',
      '--hostname',
      settings.host,
      '--port',
      String(settings.port),
    ],
    readyWithinMs: 120_000,
  });
});

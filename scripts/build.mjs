import { buildApp, inStandalone } from './launch/build-app.mjs';
import { runScript } from './launch/entry.mjs';
import { buildFolder } from './launch/environment.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { withLock } from './launch/lock.mjs';
import { requireNode } from './launch/node-version.mjs';
import { say, step } from './launch/steps.mjs';

runScript(async () => {
  requireNode();
  const dist = buildFolder();
  await ensureInstalled();
  await withLock(() => step('Building the app', 'App built', () => buildApp(dist)));
  say(`  ${inStandalone(dist)}`);
});

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inStandalone } from './launch/build-app.mjs';
import { runScript } from './launch/entry.mjs';
import { appEnvironment, buildFolder, readSettings } from './launch/environment.mjs';
import { requireNode } from './launch/node-version.mjs';
import { Refusal } from './launch/startup-error.mjs';

// `node scripts/run-command.mjs user-add …`: a built command, in the environment that `npm start` gives to the app.
// It never builds: a new build would pull the files from under a running app.

runScript(async () => {
  requireNode();
  const [name, ...args] = process.argv.slice(2);
  const file = findCommand(name);
  const env = appEnvironment(readSettings(), 'production');
  const { status } = spawnSync(process.execPath, [file, ...args], { env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
});

/** @param {string | undefined} name */
function findCommand(name) {
  const folder = inStandalone(buildFolder(), 'commands');
  if (!existsSync(folder)) throw new Refusal('Nothing is built yet; run npm start once, which does it.');
  const names = readdirSync(folder).map((file) => path.basename(file, '.mjs'));
  if (name && names.includes(name)) return path.join(folder, `${name}.mjs`);
  throw new Refusal(`There is no command "${name ?? ''}"; there are ${names.join(', ')}.`);
}

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runScript } from './launch/entry.mjs';
import { toolEnvironment } from './launch/environment.mjs';
import { npm } from './launch/install.mjs';
import { root } from './launch/root.mjs';
import { Refusal } from './launch/startup-error.mjs';
import { step } from './launch/steps.mjs';
import { run, show } from './processes/child.mjs';

// `npm run test:node -- 24`, or an exact version: what a newcomer gets with another Node. A copy of the checkout is
// installed with an empty cache and without a compiler, started, killed and tested, all under that Node and its npm.

/** The npm that each Node comes with. */
const npmOf = /** @type {Record<string, string>} */ ({ 20: '10', 22: '10', 24: '11', 26: '11' });

runScript(async () => {
  const [version = ''] = process.argv.slice(2);
  const npmVersion = npmOf[version.split('.')[0] ?? ''];
  if (!npmVersion) throw new Refusal('Usage: npm run test:node -- 20|22|24|26, or an exact version.');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchboard-node-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // The tests' PostgreSQL, if started as root, runs as a user of its own, who has to reach its program.
  chmodSync(folder, 0o711);
  const bin = path.join(folder, 'bin');
  const checkout = path.join(folder, 'checkout');
  await step(`Bringing Node ${version}`, `Node ${version} brought`, () =>
    bringNode({ version, npmVersion, folder, bin }),
  );
  await copyCheckout(checkout);
  const env = toolEnvironment('test', {
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    TEST_BARE_PATH: bin,
    TEST_LONG: process.env.TEST_LONG,
    npm_config_cache: path.join(folder, 'cache'),
    npm_config_registry: process.env.npm_config_registry,
  });
  const succeeded = await show(
    path.join(bin, 'node'),
    [path.join(checkout, 'scripts/checks/on-this-node.mjs')],
    { env },
  );
  process.exitCode = succeeded ? 0 : 1;
});

/**
 * A folder for the PATH that holds the two of them and a shell, and nothing that compiles.
 * @param {{ version: string, npmVersion: string, folder: string, bin: string }} options
 */
async function bringNode({ version, npmVersion, folder, bin }) {
  const packages = [`node@${version}`, `npm@${npmVersion}`];
  const { code, stdout, stderr } = await run(
    ...npm(['install', '--prefix', folder, '--no-audit', '--no-fund', '--engine-strict=false', ...packages]),
  );
  if (code !== 0) throw new Refusal(`npm can't bring ${packages.join(' and ')}:\n${stdout}${stderr}`);
  const npmScript = path.join(folder, 'node_modules/npm/bin/npm-cli.js');
  mkdirSync(bin);
  symlinkSync(path.join(folder, 'node_modules/node/bin/node'), path.join(bin, 'node'));
  symlinkSync('/bin/sh', path.join(bin, 'sh'));
  writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\nexec node '${npmScript}' "$@"\n`);
  chmodSync(path.join(bin, 'npm'), 0o755);
}

/**
 * Copies what git would clone after a commit: no package, no build, no data.
 * @param {string} checkout
 */
async function copyCheckout(checkout) {
  const { code, stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (code !== 0) throw new Refusal('Only a git checkout can be copied.');
  for (const file of stdout.split('\0').filter((name) => name && existsSync(path.join(root, name)))) {
    cpSync(path.join(root, file), path.join(checkout, file));
  }
}

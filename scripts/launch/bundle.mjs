import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, stop } from 'esbuild';
import { inProject, root } from './root.mjs';

// The commands and the emulator run next to the standalone server, without the sources and without TypeScript.

/** They stay packages: native, or loaded in ways that a bundle breaks. The server's own copies serve. */
const packages = ['@node-rs/argon2', 'pg', '@photostructure/sqlite'];

/** CommonJS packages inside a bundle still call `require`, which a module doesn't have. */
const requireBanner =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/** @param {string} standalone the folder of the standalone server */
export async function bundleCommands(standalone) {
  await build({
    absWorkingDir: root,
    entryPoints: entryPoints(),
    outdir: standalone,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['react-server'],
    external: [...packages, 'pg-native'],
    banner: { js: requireBanner },
    legalComments: 'none',
    logLevel: 'warning',
  });
  await stop();
  requirePackages(standalone);
}

function entryPoints() {
  const commands = readdirSync(inProject('scripts/commands'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ in: `./scripts/commands/${name}`, out: `commands/${path.basename(name, '.ts')}` }));
  return [
    ...commands,
    { in: './emulator/main.ts', out: 'emulator' },
    { in: './scripts/processes/server-process.mjs', out: 'server-process' },
  ];
}

/**
 * Next copies the packages that the server needs. If a command ever needs one more, this fails the build instead of
 * the command. An optional package may not be installed at all.
 * @param {string} standalone
 */
function requirePackages(standalone) {
  const { resolve } = createRequire(path.join(standalone, 'commands', 'any.mjs'));
  for (const name of packages.filter((name) => existsSync(inProject('node_modules', name)))) {
    const found = resolve(name);
    if (!found.startsWith(path.join(standalone, 'node_modules')) || !existsSync(found)) {
      throw new Error(
        `${name} is missing from ${path.join(standalone, 'node_modules')}: no page or route uses it`,
      );
    }
  }
}

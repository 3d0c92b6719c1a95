import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { build } from 'esbuild';
import type { Told } from './saving';
import type { Order } from './saving-process';

export type SavingProcess = {
  /** What it answers once it has done so. */
  does(order: Order): Promise<Told>;
  /** Saves on and on; resolves when it has begun. */
  goesOn(): Promise<void>;
  kill(): Promise<void>;
};

const root = path.resolve(import.meta.dirname, '../../..');
const bundle = path.join(root, 'node_modules/.cache/switchboard/saving-process.mjs');
let bundled: Promise<unknown> | undefined;

/** Over the same database and keys as this one, and before the same Codat. */
export async function startSavingProcess(): Promise<SavingProcess> {
  bundled ??= bundleIt();
  await bundled;
  const child = fork(bundle, {
    execArgv: ['--conditions=react-server'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await messageOf(child);
  return {
    async does(order) {
      child.send(order);
      const { answer, failure } = (await messageOf(child)) as { answer: Told; failure?: string };
      if (failure !== undefined) throw new Error(failure);
      return answer;
    },
    async goesOn() {
      child.send({ kind: 'go-on' } satisfies Order);
      await messageOf(child);
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** It is started many times; reading a hundred files anew each time is most of what a test would wait for. */
function bundleIt(): Promise<unknown> {
  return build({
    entryPoints: [path.join(import.meta.dirname, 'saving-process.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { 'next/headers': path.join(import.meta.dirname, 'next-headers.ts') },
    absWorkingDir: root,
    logLevel: 'error',
  });
}

/** Its next message, or the error that it has ended without one. */
function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the process has ended'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

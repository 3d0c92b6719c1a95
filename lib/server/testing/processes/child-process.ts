import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { build } from 'esbuild';
import type { Receipt } from '../../use-cases/webhooks/receive-webhook';
import type { SaveOutcome } from '../settings-fixtures';
import type { Delivery } from '../webhook-deliveries';
import type { Order } from './saving-process';
import type { CodeOrder } from './signing-in-process';

export type SavingProcess = {
  /** Carries out the order and returns the outcome. */
  does(order: Order): Promise<SaveOutcome>;
  /** Saves repeatedly; resolves when it has begun. */
  goesOn(): Promise<void>;
  kill(): Promise<void>;
};

export type ReceivingProcess = {
  /** Receives these webhooks and returns a receipt for each. */
  receives(deliveries: readonly Delivery[]): Promise<Receipt[]>;
  kill(): Promise<void>;
};

export type SigningInProcess = {
  /** Sends the code, and returns how the sign-in ends. */
  sends(order: CodeOrder): Promise<string>;
  kill(): Promise<void>;
};

export type PurgingProcess = {
  /** Resolves once everything that is due was purged, and rejects if the process is killed before. */
  purges(): Promise<string>;
  kill(): Promise<void>;
};

export type RefusingProcess = {
  /** How many refusals it has counted so far. */
  counted(): number;
  kill(): Promise<void>;
};

const root = path.resolve(import.meta.dirname, '../../../..');
const bundles = new Map<string, Promise<string>>();

/** Starts a process with the same database, keys and Codat as this one. */
export async function startSavingProcess(): Promise<SavingProcess> {
  const { child, kill } = await start('saving-process');
  return {
    does: (order: Order) => answerOf<SaveOutcome>(child, order),
    async goesOn() {
      child.send({ kind: 'go-on' } satisfies Order);
      await messageOf(child);
    },
    kill,
  };
}

export async function startReceivingProcess(): Promise<ReceivingProcess> {
  const { child, kill } = await start('receiving-process');
  return { receives: (deliveries) => answerOf<Receipt[]>(child, deliveries), kill };
}

export async function startSigningInProcess(): Promise<SigningInProcess> {
  const { child, kill } = await start('signing-in-process');
  return { sends: (order) => answerOf<string>(child, order), kill };
}

export async function startPurgingProcess(): Promise<PurgingProcess> {
  const { child, kill } = await start('purging-process');
  return { purges: () => answerOf<string>(child, 'go'), kill };
}

/** Refuses a stranger of this address, over and over. */
export async function startRefusingProcess(address: string): Promise<RefusingProcess> {
  const { child, kill } = await start('refusing-process');
  let counted = 0;
  child.on('message', ({ failure }: { failure?: string }) => {
    if (failure !== undefined) throw new Error(failure);
    counted += 1;
  });
  child.send(address);
  return { counted: () => counted, kill };
}

async function start(name: string): Promise<{ child: ChildProcess; kill(): Promise<void> }> {
  const bundled = bundles.get(name) ?? bundleIt(name);
  bundles.set(name, bundled);
  const child = fork(await bundled, {
    execArgv: ['--conditions=react-server'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await messageOf(child);
  return {
    child,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Bundles the script, because reading a hundred files again at each start would slow every test down. */
async function bundleIt(name: string): Promise<string> {
  const outfile = path.join(root, `node_modules/.cache/switchboard/${name}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { 'next/headers': path.join(import.meta.dirname, '../next-headers.ts') },
    absWorkingDir: root,
    logLevel: 'error',
  });
  return outfile;
}

async function answerOf<Answer>(child: ChildProcess, order: Serializable): Promise<Answer> {
  child.send(order);
  const { answer, failure } = (await messageOf(child)) as { answer: Answer; failure?: string };
  if (failure !== undefined) throw new Error(failure);
  return answer;
}

/** Returns the next message of the process, and rejects if it ends without one. */
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

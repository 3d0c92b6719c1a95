import { describeEnding, run } from '../processes/child.mjs';
import { keepNotice } from './notice.mjs';
import { Refusal } from './startup-error.mjs';
import { step } from './steps.mjs';

/**
 * Secrets, migrations, the first administrator. What the command prints is for a person, and kept for the end.
 * @param {string[]} args of node
 * @param {NodeJS.ProcessEnv} env
 * @param {string | null} firstHint What a first start says after it.
 */
export async function prepare(args, env, firstHint) {
  await step('Preparing the database', 'Database prepared', async () => {
    const { stdout, stderr, ...ending } = await run(process.execPath, args, { env });
    // The command prints only at a first start.
    keepNotice(stdout && firstHint ? `${stdout}\n${firstHint}` : stdout);
    if (ending.code !== 0) {
      throw new Refusal(stderr.trim() || `The database can't be prepared (${describeEnding(ending)}).`);
    }
    process.stderr.write(stderr);
  });
}

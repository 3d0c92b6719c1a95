import { closeDatabase } from '@/lib/server/db/database';
import { logOnlyErrors } from '@/lib/server/log';

/**
 * Runs one use-case for the owner of the machine. Prints its lines on standard output, or a refusal in one sentence.
 */
export async function runCommand(work: () => Promise<readonly string[]>): Promise<void> {
  logOnlyErrors();
  // Files that a command makes are not for other users of the machine.
  process.umask(0o077);
  try {
    for (const line of await work()) console.log(line);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await closeDatabase();
  }
}

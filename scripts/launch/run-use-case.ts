import { closeDatabase } from '@/lib/server/db/database';
import { logOnlyErrors } from '@/lib/server/log';

/** Runs one use-case for whoever owns the machine: its lines on standard output, a refusal in one sentence. */
export async function runCommand(promise: () => Promise<readonly string[]>): Promise<void> {
  logOnlyErrors();
  // What a command makes is for no other user of the machine.
  process.umask(0o077);
  try {
    for (const line of await promise()) console.log(line);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await closeDatabase();
  }
}

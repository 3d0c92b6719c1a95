import { z } from 'zod';
import { type ClientList, clientList, firstClientName } from './client-options';
import { seedNames } from './seeds';
import { startEmulator } from './server';

const environment = z.object({
  EMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  EMULATOR_API_KEY: z.string().min(1).default('local-emulator-key'),
  EMULATOR_API_KEYS: clientList.optional(),
  EMULATOR_STATE_FILE: z.string().min(1).optional(),
  EMULATOR_SEED: z.enum(seedNames).default('default'),
});

async function main(): Promise<void> {
  // The state may hold real keys that a user pasted in.
  process.umask(0o077);
  const settings = environment.safeParse(process.env);
  if (!settings.success) {
    const [issue] = settings.error.issues;
    throw new Error(`${issue?.path.join('.')} is not usable: ${issue?.message}`);
  }
  const { EMULATOR_PORT, EMULATOR_STATE_FILE } = settings.data;
  const emulator = await startEmulator({
    port: EMULATOR_PORT,
    clients: clientsOf(settings.data),
    ...(EMULATOR_STATE_FILE !== undefined && { stateFile: EMULATOR_STATE_FILE }),
  });

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void emulator.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(`Codat emulator listening on ${emulator.url}`);
}

/** Without a list there is the one client of EMULATOR_API_KEY. */
function clientsOf(settings: z.infer<typeof environment>): ClientList {
  const { EMULATOR_API_KEY, EMULATOR_SEED: seed } = settings;
  const alone: ClientList = [{ name: firstClientName, apiKeys: [EMULATOR_API_KEY] }];
  const [first, ...others] = settings.EMULATOR_API_KEYS ?? alone;
  return [{ ...first, seed }, ...others.map((other) => ({ ...other, seed: 'production' as const }))];
}

// Not a top-level await, which would bury the reason in a stack trace.
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

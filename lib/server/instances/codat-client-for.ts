import 'server-only';

import { type CodatClient, codatClient } from '../codat/client';
import type { InstanceRow } from '../db/schema';
import { env, isSafeCodatAddress } from '../env';
import { StartupError } from '../errors';
import { open } from '../vault/vault';
import { noteKeyAnswer } from './key-state';

/** The client of one instance: its address and, out of the vault, its key. */
export async function codatClientFor(instance: InstanceRow): Promise<CodatClient> {
  return codatClient({
    instanceId: instance.id,
    url: instance.api_url,
    key: await open(apiKeyPlace(instance.id), instance.api_key_sealed),
    onStatus: (status) => noteKeyAnswer(instance, status),
  });
}

export function apiKeyPlace(instanceId: string) {
  return { owner: instanceId, field: 'api-key' };
}

/** The database may not hold an address that the environment may not set in production. */
export function requireSafeAddress(instance: InstanceRow): void {
  const { production, codat } = env();
  if (!production || isSafeCodatAddress(instance.api_url, codat.local)) return;
  if (instance.is_local === 1) {
    throw new StartupError(
      'This DATA_DIR was made with the local emulator. Choose another DATA_DIR for a real Codat instance, or start without CODAT_API_KEY.',
    );
  }
  throw new StartupError(
    `The Codat instance “${instance.name}” is at ${instance.api_url}, which is not an https address of another machine; CODAT_LOCAL=1 allows it.`,
  );
}

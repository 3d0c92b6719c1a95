import 'server-only';

import type { ClientFailure, ClientReading } from '@/lib/instances/views';
import { codatClient } from '../codat/client';
import { database } from '../db/database';
import type { InstanceRow } from '../db/schema';
import { AppError } from '../errors';
import type { Secret } from '../secret';
import { VaultError } from '../vault/sealing';
import { codatClientFor } from './codat-client-for';

// Asks Codat whose data a key shows. A failure is an answer too: what to do about it is for a person to decide.

/** Reads with a key that has been typed and is stored nowhere. */
export function readTypedClient(url: string, key: Secret): Promise<ClientReading> {
  return toReading(null, () => codatClient({ instanceId: 'typed', url, key }).getClientName());
}

/** Reads with the stored key, and remembers the name. */
export async function readStoredClient(instance: InstanceRow): Promise<ClientReading> {
  const reading = await toReading(instance.client_name, async () =>
    (await codatClientFor(instance)).getClientName(),
  );
  if (reading.failure === null && reading.client !== instance.client_name) {
    await database()
      .updateTable('instances')
      .set({ client_name: reading.client })
      .where('id', '=', instance.id)
      .where('api_key_sealed', '=', instance.api_key_sealed)
      .where('api_url', '=', instance.api_url)
      .execute();
  }
  return reading;
}

async function toReading(known: string | null, read: () => Promise<string>): Promise<ClientReading> {
  try {
    return { client: await read(), failure: null };
  } catch (error) {
    if (error instanceof VaultError) return { client: known, failure: { reason: 'damaged', status: null } };
    if (!(error instanceof AppError)) throw error;
    const { status } = error.facts;
    return {
      client: known,
      failure: { reason: reasonOf(error), status: typeof status === 'number' ? status : null },
    };
  }
}

function reasonOf({ code, facts }: AppError): ClientFailure {
  if (code === 'codat-key-refused') return 'key-refused';
  if (code === 'codat-rate-limited') return 'rate-limited';
  if (code === 'codat-refused') return 'refused';
  switch (facts.reason) {
    case 'time-out':
    case 'redirected':
    case 'paused':
      return facts.reason;
    case 'answer':
    case 'oversized':
      return 'answer';
    case 'connection':
      return 'unreachable';
    default:
      return 'unavailable';
  }
}

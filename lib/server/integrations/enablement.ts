import 'server-only';

import type { CodatClient } from '../codat/client';
import { database, type Trx } from '../db/database';
import { isAppError } from '../errors';
import type { OperationKind } from '../operations/definition';
import type { WriteObservation } from '../operations/verify-write';

// Switching an integration on or off at Codat, and what is remembered of Codat's refusal to do it.

const wholeInstance = '*';
/** Codat's answers that say "there is no such write": from then on the toggle is shown, not offered. */
const refusals = [403, 404, 405] as const;

type Subject = { readonly instanceId: string; readonly integrationKey: string };
export type Refusal = { readonly status: number; readonly concernsAll: boolean };

export function observeEnablement(
  codat: CodatClient,
  key: string,
  kind: OperationKind,
): () => Promise<WriteObservation> {
  return async () => {
    const { enabled } = await codat.getIntegration(key);
    return enabled === (kind === 'enabled') ? 'applied' : 'unchanged';
  };
}

/** Reads the toggle after another write to the integration. Returns null if it can't be read. */
export async function readEnabled(codat: CodatClient, key: string): Promise<boolean | null> {
  try {
    return (await codat.getIntegration(key)).enabled;
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

export async function findRefusals(instanceId: string): Promise<(key: string) => Refusal | null> {
  const rows = await database()
    .selectFrom('enablement_refusals')
    .select(['integration_key as integrationKey', 'status'])
    .where('instance_id', '=', instanceId)
    .execute();
  return (key) => {
    const row = rows.find(({ integrationKey }) => [key, wholeInstance].includes(integrationKey));
    return row ? { status: row.status, concernsAll: row.integrationKey === wholeInstance } : null;
  };
}

export function isRefusal(status: number): boolean {
  return (refusals as readonly number[]).includes(status);
}

/** 404 and 405 on an integration that was read a moment ago mean that the write itself does not exist there. */
export async function rememberRefusal(
  trx: Trx,
  { instanceId, integrationKey }: Subject,
  status: number,
): Promise<void> {
  const integration_key = status === 403 ? integrationKey : wholeInstance;
  const refused_at = Date.now();
  await trx
    .insertInto('enablement_refusals')
    .values({ instance_id: instanceId, integration_key, status, refused_at })
    .onConflict((conflict) =>
      conflict.columns(['instance_id', 'integration_key']).doUpdateSet({ status, refused_at }),
    )
    .execute();
}

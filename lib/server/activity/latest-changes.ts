import 'server-only';

import { database, type Trx } from '../db/database';
import type { NewActivityRow } from '../db/schema';

// Keeps who changed each integration last, in the transaction of the row, so that a page of tiles asks once for all.

/** Actions that make an earlier reading of an integration old; an export, say, does not. */
export const changing: readonly string[] = [
  'integration.enable',
  'integration.disable',
  'settings.save',
  'settings.keep-outside',
  'settings.delete',
];

export type LatestChange = { readonly at: number; readonly by: string };

export async function noteLatestChange(trx: Trx, row: NewActivityRow): Promise<void> {
  const { chain_id, integration_key, phase, outcome, action, at, actor, actor_id } = row;
  if (!integration_key || phase === 'intent' || outcome !== 'applied' || !changing.includes(action)) return;
  const change = { at, actor, actor_id };
  await trx
    .insertInto('latest_changes')
    .values({ instance_id: chain_id, integration_key, ...change })
    .onConflict((conflict) => conflict.columns(['instance_id', 'integration_key']).doUpdateSet(change))
    .execute();
}

/** Returns the latest change of each integration, by its key. */
export async function listLatestChanges(instanceId: string): Promise<Map<string, LatestChange>> {
  const rows = await database()
    .selectFrom('latest_changes')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .execute();
  return new Map(rows.map(({ integration_key, at, actor }) => [integration_key, { at, by: actor }]));
}

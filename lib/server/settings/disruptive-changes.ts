import 'server-only';

import { type Actor, toActorColumns } from '../activity/actor';
import { isConnectionOf } from '../companies/company-scan';
import { countOf, type Linked } from '../companies/count-linked';
import { database, type Trx } from '../db/database';
import type { AffectedConnection, DisruptiveChange, OpenOperation } from '../db/schema';
import type { Closing, OperationOutcome } from '../operations/definition';

// The customers that a change has deauthorized. The list is written with the intent, in its transaction. It counts only
// once an outcome is recorded that does not rule it out: whatever fails in between, every change that may exist has its
// list.

export type DisruptionKind = DisruptiveChange['kind'];

/**
 * The effect of a closed operation on customers. `possible`: Codat was never seen to hold the change, and may hold it
 * anyway.
 */
type Effect = 'certain' | 'possible' | 'none';

export type Disruption = {
  readonly kind: DisruptionKind;
  readonly fromEnvironment: string | null;
  readonly toEnvironment: string | null;
  /** Who was linked. Null where Codat could not be asked. */
  readonly linked: Linked | null;
};

type Place = {
  readonly id: string;
  readonly instanceId: string;
  readonly integration: { readonly key: string; readonly name: string };
  readonly actor: Actor;
};

const batchSize = 500;

/** Before the write is sent; it does not count yet. */
export async function insertDisruptiveChange(
  trx: Trx,
  { id, instanceId, integration, actor }: Place,
  { kind, fromEnvironment, toEnvironment, linked }: Disruption,
): Promise<void> {
  await trx
    .insertInto('disruptive_changes')
    .values({
      id,
      instance_id: instanceId,
      integration_key: integration.key,
      at: Date.now(),
      ...toActorColumns(actor),
      kind,
      from_environment: fromEnvironment,
      to_environment: toEnvironment,
      // The count is also unknown if the list is incomplete: those in it are known, and others may be missing.
      company_count: countOf(linked),
      applied_at: null,
      compared_at: null,
    })
    .execute();
  const rows = (linked?.companies ?? []).flatMap(({ id: company_id, name: company_name, connections }) =>
    connections
      .filter((connection) => connection.status === 'Linked' && isConnectionOf(connection, integration))
      .map((connection) => ({
        change_id: id,
        company_id,
        company_name,
        connection_id: connection.id,
        back_at: null,
        state: 'Deauthorized',
      })),
  );
  for (let from = 0; from < rows.length; from += batchSize) {
    await trx
      .insertInto('affected_connections')
      .values(rows.slice(from, from + batchSize))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/**
 * Codat's word that it accepted a write outweighs readings that never showed it: customers may have been deauthorized.
 * The next comparison shows which of them are still linked.
 */
function effectOf(outcome: OperationOutcome, acceptedAt: number | null): Effect {
  if (outcome === 'applied') return 'certain';
  if (outcome === 'refused') return 'none';
  return outcome === 'not-applied' && acceptedAt === null ? 'none' : 'possible';
}

/** With the outcome, in its transaction: from here on it counts, or it never was. */
export async function resolveDisruptiveChange(
  trx: Trx,
  { id, accepted_at }: Pick<OpenOperation, 'id' | 'accepted_at'>,
  { outcome }: Pick<Closing, 'outcome'>,
): Promise<void> {
  const effect = effectOf(outcome, accepted_at);
  if (effect !== 'none') {
    await trx
      .updateTable('disruptive_changes')
      .set({ applied_at: Date.now(), is_uncertain: effect === 'possible' ? 1 : 0 })
      .where('id', '=', id)
      .where('applied_at', 'is', null)
      .execute();
    return;
  }
  await trx.deleteFrom('affected_connections').where('change_id', '=', id).execute();
  await trx.deleteFrom('disruptive_changes').where('id', '=', id).execute();
}

/** How many companies an operation concerns; undefined where it breaks nothing, null where they could not be counted. */
export async function findAffectedCount(id: string): Promise<number | null | undefined> {
  const row = await database()
    .selectFrom('disruptive_changes')
    .select('company_count')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.company_count;
}

type Wish = { readonly integrationKey?: string; readonly most?: number };

/** Those that took effect, or may have, the latest first. */
export async function listDisruptiveChanges(
  instanceId: string,
  wish: Wish = {},
): Promise<DisruptiveChange[]> {
  const { integrationKey, most = 50 } = wish;
  return database()
    .selectFrom('disruptive_changes')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('applied_at', 'is not', null)
    .$if(integrationKey !== undefined, (query) => query.where('integration_key', '=', integrationKey ?? ''))
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute();
}

export async function findDisruptiveChange(instanceId: string, id: string): Promise<DisruptiveChange | null> {
  const row = await database()
    .selectFrom('disruptive_changes')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('id', '=', id)
    .where('applied_at', 'is not', null)
    .executeTakeFirst();
  return row ?? null;
}

type Page = { readonly afterConnection?: string; readonly most?: number };

/** Lists by the connection's id, page by page; the last id of a page is where the next begins. */
export async function listAffectedConnections(
  changeId: string,
  page: Page = {},
): Promise<AffectedConnection[]> {
  const { afterConnection = '', most = 500 } = page;
  return database()
    .selectFrom('affected_connections')
    .selectAll()
    .where('change_id', '=', changeId)
    .where('connection_id', '>', afterConnection)
    .orderBy('connection_id')
    .limit(most)
    .execute();
}

import 'server-only';

import { sql } from 'kysely';
import type { ActivityPosition } from '@/lib/activity/activity-query';
import { database, engine } from '../db/database';
import type { ActivityRow } from '../db/schema';

// Pages of the log, the latest first, by key: the ten-thousandth page costs what the first one does. Each filter has an
// index in the order of the pages, and several chains are read one by one and merged.

export type RowFilter = {
  readonly chains: readonly string[];
  readonly integration: string | null;
  /** The user of this id, and rows without an id that have one of these labels. */
  readonly actor: { readonly id: string | null; readonly labels: readonly string[] } | null;
  readonly action: string | null;
  readonly outcome: string | null;
  /** The moment of the first row, and the one after the last. */
  readonly from: number | null;
  readonly to: number | null;
  readonly operations: readonly string[] | null;
};

export function allOf(chains: readonly string[]): RowFilter {
  const nothing = { integration: null, actor: null, action: null, outcome: null, operations: null };
  return { chains, ...nothing, from: null, to: null };
}

type Who = { readonly id: string } | { readonly label: string } | null;

/**
 * One row for each operation: the one that began it or, if an outcome is asked for, the one that ended it. Events have
 * one row anyway.
 */
export async function listRows(
  filter: RowFilter,
  after: ActivityPosition | null,
  most: number,
): Promise<ActivityRow[]> {
  if (filter.operations?.length === 0) return [];
  const people: Who[] = filter.actor
    ? [
        ...(filter.actor.id ? [{ id: filter.actor.id }] : []),
        ...filter.actor.labels.map((label) => ({ label })),
      ]
    : [null];
  // Given two upper bounds, PostgreSQL begins at one and walks to the other, over all the pages between.
  const isBeforeEnd = after !== null && (filter.to === null || after.at < filter.to);
  const asked = isBeforeEnd ? { ...filter, to: null } : filter;
  const begin = isBeforeEnd ? after : null;
  const pages = await Promise.all(
    filter.chains.flatMap((chain) => people.map((who) => listRowsOf({ ...asked, chain, who }, begin, most))),
  );
  return pages.flat().sort(byTime).slice(0, most);
}

/** The filter for one chain, and for one user or all. */
type FilterOfChain = RowFilter & { readonly chain: string; readonly who: Who };

function listRowsOf(
  { integration, action, outcome, from, to, operations, chain, who }: FilterOfChain,
  after: ActivityPosition | null,
  most: number,
): Promise<ActivityRow[]> {
  return database()
    .selectFrom('activity')
    .selectAll()
    .where('chain_id', '=', chain)
    .where(outcome === null ? sql<boolean>`phase <> 'outcome'` : sql<boolean>`phase <> 'intent'`)
    .$if(integration !== null, (query) => query.where('integration_key', '=', integration))
    .$if(action !== null, (query) => query.where('action', '=', action ?? ''))
    .$if(outcome !== null, (query) => query.where('outcome', '=', outcome))
    .$if(operations !== null, (query) => query.where('operation_id', 'in', operations ?? []))
    .$if(who !== null, (query) => {
      if (who && 'id' in who) return query.where('actor_id', '=', who.id);
      return query.where('actor', '=', who?.label ?? '').where('actor_id', 'is', null);
    })
    .$if(from !== null, (query) => query.where('at', '>=', from ?? 0))
    .$if(to !== null, (query) => query.where('at', '<', to ?? 0))
    .$if(after !== null, (query) => query.where(isAfter(chain, after)))
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(most)
    .execute();
}

/** Rows of one moment are ordered by their chains, and then by their numbers. */
function isAfter(chain: string, after: ActivityPosition | null) {
  const { at, seq, chain: last } = after ?? { at: 0, seq: 0, chain: '' };
  if (chain === last) return sql<boolean>`(at, seq) < (${at}, ${seq})`;
  return chain < last ? sql<boolean>`at <= ${at}` : sql<boolean>`at < ${at}`;
}

function byTime(one: ActivityRow, other: ActivityRow): number {
  if (one.at !== other.at) return other.at - one.at;
  if (one.chain_id !== other.chain_id) return one.chain_id < other.chain_id ? 1 : -1;
  return other.seq - one.seq;
}

export function positionOf({ at, seq, chain_id }: ActivityRow): ActivityPosition {
  return { at, seq, chain: chain_id };
}

/** Returns the rows of these operations, in the order of their chains. */
export function listRowsOfOperations(operations: readonly string[]): Promise<ActivityRow[]> {
  if (operations.length === 0) return Promise.resolve([]);
  return database()
    .selectFrom('activity')
    .selectAll()
    .where('operation_id', 'in', operations)
    .orderBy('seq')
    .execute();
}

export async function findOperations(correlationId: string, most: number): Promise<string[]> {
  const expression = engine().correlationId;
  const rows = await database()
    .selectFrom('activity')
    .select('operation_id')
    .where(sql<boolean>`${expression} is not null and ${expression} = ${correlationId}`)
    .where('operation_id', 'is not', null)
    .limit(most)
    .execute();
  return rows.flatMap(({ operation_id }) => operation_id ?? []);
}

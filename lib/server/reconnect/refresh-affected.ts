import 'server-only';

import type { Category } from '@/lib/category';
import {
  companyDeleted,
  connectionDeleted,
  reconnectStatusOf,
  relinkedElsewhere,
  unreadable,
} from '@/lib/reconnect/reconnect-state';
import { type CompanyScan, defaultMaxAgeMs, isConnectionOf, scanCompanies } from '../companies/company-scan';
import { database, type Trx } from '../db/database';
import type { AffectedConnection, DisruptiveChange, InstanceRow } from '../db/schema';
import { env } from '../env';

// Compares which deauthorized customers are back, from all companies as they are now. The time when a customer was
// first seen back is kept for good. The connection's state follows Codat, even if it is lost again.

type Integration = { readonly key: string; readonly name: string; readonly category: Category };

export type Place = {
  readonly instance: InstanceRow;
  readonly change: DisruptiveChange;
  readonly integration: Integration;
};

export type Compared = {
  /** Null where it is too early: Codat may not have cut anybody off yet. */
  readonly readAt: number | null;
  /** How many connections stand otherwise than was known before. */
  readonly changed: number;
};

const batchSize = 500;

/** The option skips recent readings, for a user who wants Codat asked now. */
export async function refreshAffected(
  { instance, change, integration }: Place,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<Compared> {
  const scan = await scanAfter(instance, change, fresh);
  if (!scan) return { readAt: null, changed: 0 };
  const rows = await listAllBroken(change.id);
  const stands = standsNow(rows, scan, integration);
  const seen = rows.flatMap((row) => {
    const state = stands(row);
    return state === row.state ? [] : [{ connection: row.connection_id, state }];
  });
  const stored = seen.length > 0 && (await store(change.id, scan.readAt, seen));
  return { readAt: scan.readAt, changed: stored ? seen.length : 0 };
}

/**
 * All companies as they are since the change; null where it is too early for that. What was read before the change, or
 * before Codat has carried it out, would tell of everybody that they are back.
 */
export async function scanAfter(
  instance: InstanceRow,
  change: DisruptiveChange,
  fresh = false,
): Promise<CompanyScan | null> {
  const sinceCutMs = Date.now() - (change.applied_at ?? Number.POSITIVE_INFINITY) - env().readBackDelayMs;
  if (sinceCutMs < 0) return null;
  return scanCompanies(instance, { maxAgeMs: fresh ? 0 : Math.min(defaultMaxAgeMs(instance), sinceCutMs) });
}

export async function listAllBroken(changeId: string): Promise<AffectedConnection[]> {
  return database()
    .selectFrom('affected_connections')
    .selectAll()
    .where('change_id', '=', changeId)
    .orderBy('connection_id')
    .execute();
}

function standsNow(
  rows: readonly AffectedConnection[],
  scan: CompanyScan,
  integration: Integration,
): (row: AffectedConnection) => string {
  const companyOf = new Map(scan.companies.map((company) => [company.id, company]));
  const isEveryoneThere = scan.addsUp && scan.unreadable === 0;
  const cutOff = new Set(rows.map(({ connection_id }) => connection_id));
  return (row) => {
    const company = companyOf.get(row.company_id);
    // It may be one of those that could not be read; who was deleted before stays so.
    if (!company) return isEveryoneThere || row.state === companyDeleted ? companyDeleted : unreadable;
    const connection = company.connections.find(({ id }) => id === row.connection_id);
    if (connection?.status === 'Linked') return 'Linked';
    const isLinkedAnew = company.connections.some(
      (other) => other.status === 'Linked' && !cutOff.has(other.id) && isConnectionOf(other, integration),
    );
    if (isLinkedAnew) return relinkedElsewhere;
    // Among what can't be read may be this connection, or a new one that is linked.
    if (company.unreadableConnections > 0) return unreadable;
    return connection ? connection.status : connectionDeleted;
  };
}

type WriteObservation = { readonly connection: string; readonly state: string };

/** Returns false if a later reading has been stored in the meantime: this one is old. */
async function store(changeId: string, readAt: number, seen: readonly WriteObservation[]): Promise<boolean> {
  return database()
    .transaction()
    .execute(async (trx) => {
      const taken = await trx
        .updateTable('disruptive_changes')
        .set({ compared_at: readAt })
        .where('id', '=', changeId)
        .where((where) => where.or([where('compared_at', 'is', null), where('compared_at', '<=', readAt)]))
        .executeTakeFirst();
      if (taken.numUpdatedRows !== 1n) return false;
      for (const state of new Set(seen.map((one) => one.state))) {
        const connections = seen.filter((one) => one.state === state).map(({ connection }) => connection);
        await storeState(trx, changeId, { connections, state, readAt });
      }
      return true;
    });
}

type Seen = { readonly connections: readonly string[]; readonly state: string; readonly readAt: number };

async function storeState(trx: Trx, changeId: string, { connections, state, readAt }: Seen): Promise<void> {
  const isBack = reconnectStatusOf(state) === 'back';
  for (let from = 0; from < connections.length; from += batchSize) {
    await trx
      .updateTable('affected_connections')
      .set((row) => ({
        state,
        ...(isBack && { back_at: row.fn.coalesce('back_at', row.val(readAt)) }),
      }))
      .where('change_id', '=', changeId)
      .where('connection_id', 'in', connections.slice(from, from + batchSize))
      .execute();
  }
}

import 'server-only';

import { type ReconnectStatus, reconnectStatusOf, standings } from '@/lib/reconnect/reconnect-state';
import type { Counts, ReconnectRow } from '@/lib/reconnect/views';
import type { CodatCompany } from '../codat/company-wire';
import { isConnectionOf } from '../companies/company-scan';
import type { AffectedConnection } from '../db/schema';

// A customer is a company, and a company may have several connections of one integration: it is back once all of them are.

type Connection = Pick<AffectedConnection, 'connection_id' | 'state' | 'back_at'>;

export function toRows(broken: readonly AffectedConnection[]): ReconnectRow[] {
  const byCompany = new Map<string, AffectedConnection[]>();
  for (const connection of broken) {
    const others = byCompany.get(connection.company_id);
    if (others) others.push(connection);
    else byCompany.set(connection.company_id, [connection]);
  }
  return [...byCompany].map(([company, connections]) =>
    toRow(company, connections[0]?.company_name ?? '', connections),
  );
}

/** Returns the companies deauthorized now, for whatever reason. Used if not all were counted at the time. */
export function toDeauthorizedRows(
  companies: readonly CodatCompany[],
  integration: { readonly key: string; readonly name: string },
): ReconnectRow[] {
  return companies.flatMap(({ id, name, connections }) => {
    const cutOff = connections
      .filter((connection) => connection.status === 'Deauthorized' && isConnectionOf(connection, integration))
      .map((connection) => ({ connection_id: connection.id, state: connection.status, back_at: null }));
    return cutOff.length > 0 ? [toRow(id, name, cutOff)] : [];
  });
}

export function countRows(rows: readonly ReconnectRow[]): Counts {
  const count = (standing: ReconnectRow['standing']) =>
    rows.filter((row) => row.standing === standing).length;
  const [back, missing, unknown] = [count('back'), count('missing'), count('unknown')];
  return { total: back + missing + unknown, back, missing, unknown, gone: count('gone') };
}

function toRow(company: string, name: string, connections: readonly Connection[]): ReconnectRow {
  const away = connections.filter(({ state }) => reconnectStatusOf(state) !== 'back');
  const standing = connections.map(({ state }) => reconnectStatusOf(state)).reduce(worse, 'back');
  const worst = connections.find(({ state }) => reconnectStatusOf(state) === standing);
  const times = connections.flatMap(({ back_at }) => (back_at === null ? [] : [back_at]));
  const lost = away.flatMap(({ back_at }) => (back_at === null ? [] : [back_at]));
  return {
    company,
    name,
    standing,
    state: worst?.state ?? '',
    backAt: standing === 'back' ? Math.max(...times) : null,
    wasBackAt: standing === 'missing' && lost.length > 0 ? Math.max(...lost) : null,
    connections: standing === 'gone' ? [] : away.map(({ connection_id }) => connection_id),
  };
}

function worse(one: ReconnectStatus, other: ReconnectStatus): ReconnectStatus {
  return standings.indexOf(one) < standings.indexOf(other) ? other : one;
}

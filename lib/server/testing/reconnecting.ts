import type { ReconnectRow, ReconnectView } from '@/lib/reconnect/views';
import { database } from '../db/database';
import { findReconnectLink } from '../use-cases/reconnect/find-reconnect-link';
import { readReconnectList } from '../use-cases/reconnect/read-reconnect-list';
import { refreshReconnectList } from '../use-cases/reconnect/refresh-reconnect-list';
import { instance } from './names';
import type { Browser } from './next-headers';
import { developmentSecret } from './settings-data';
import { change, plaid } from './settings-fixtures';

type Filters = { readonly search?: string; readonly show?: string; readonly after?: string };

/** Switches Plaid to Development through the review, and returns the id of the change. */
export async function switchToDevelopment(person: Browser): Promise<string> {
  const result = await change(person, {
    values: { environment: 'development' },
    secrets: { developmentSecret },
  });
  if (result.kind !== 'saved') throw new Error(`not saved: ${JSON.stringify(result)}`);
  return latestChange();
}

export async function latestChange(): Promise<string> {
  const { id } = await database()
    .selectFrom('disruptive_changes')
    .select('id')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  // Long enough ago for Codat to have carried it out.
  await database()
    .updateTable('disruptive_changes')
    .set((column) => ({ applied_at: column('applied_at', '-', 1_000) }))
    .execute();
  return id;
}

export function list(person: Browser, id: string, filters: Filters = {}): Promise<ReconnectView> {
  return person.does(() => readReconnectList.untrusted({ instance, key: plaid, change: id, ...filters }));
}

export function compare(person: Browser, id: string) {
  return person.does(() => refreshReconnectList({ instance, key: plaid, change: id, fresh: true }));
}

export function linkOf(person: Browser, id: string, row: ReconnectRow) {
  const [connection = ''] = row.connections;
  return person.does(() =>
    findReconnectLink({ instance, key: plaid, change: id, company: row.company, connection }),
  );
}

/** Authorizes the connection, as a customer would who was sent this link. */
export async function authorizeBy(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'connect' }) });
  if (!response.ok) throw new Error(`the link page answered ${response.status}`);
}

import 'server-only';

import type { ActivityQuery } from '@/lib/activity/activity-query';
import { endOfDay, startOfDay } from '@/lib/activity/zoned-day';
import { database } from '../db/database';
import { findOperations, type RowFilter } from './list-rows';

const maxOperations = 1_000;

/** Asks the database what the words of the address stand for: a person, an operation. */
export async function toFilter(query: ActivityQuery, chains: readonly string[]): Promise<RowFilter> {
  const { integration, person, action, outcome, from, to, zone, search } = query;
  const [actor, found, open] = await Promise.all([
    person ? findActor(person) : null,
    search ? findOperations(search, maxOperations) : null,
    outcome === 'pending' ? listOpenOperations() : null,
  ]);
  const operations = found && [search, ...found];
  return {
    chains,
    integration: integration || null,
    actor,
    action: action || null,
    outcome: outcome === 'pending' ? null : outcome,
    from: from ? startOfDay(from, zone) : null,
    to: to ? endOfDay(to, zone) : null,
    operations: open && operations ? open.filter((id) => operations.includes(id)) : (open ?? operations),
  };
}

/** A user keeps the rows that were recorded under another e-mail. An entry names them as "Ada <ada@example.com>". */
async function findActor(person: string): Promise<NonNullable<RowFilter['actor']>> {
  const email = (/<([^<>]+)>$/.exec(person)?.[1] ?? person).toLowerCase();
  const user =
    (await database().selectFrom('users').select('id').where('email', '=', email).executeTakeFirst()) ??
    (await database()
      .selectFrom('activity_former_actors')
      .select('user_id as id')
      .where('actor', '=', email)
      .executeTakeFirst());
  const former = user
    ? await database()
        .selectFrom('activity_former_actors')
        .select('actor')
        .where('user_id', '=', user.id)
        .execute()
    : [];
  const labels = user ? former.map(({ actor }) => actor) : [...new Set([email, person])];
  return { id: user?.id ?? null, labels };
}

/** All writes to Codat whose outcome is still open have a row there. */
async function listOpenOperations(): Promise<string[]> {
  const rows = await database().selectFrom('open_operations').select('id').limit(maxOperations).execute();
  return rows.map(({ id }) => id);
}

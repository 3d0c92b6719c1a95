import type { Selectable } from 'kysely';
import { database } from '../../db/database';
import type { Database } from '../../db/schema';

// The tables that the verifier reads, as a whole: what an attacker may write who has the database, but no key.

/** In the order in which they can be filled. */
const tables = [
  ...(['instances', 'activity_chains', 'activity', 'activity_checkpoint', 'activity_purges'] as const),
  ...(['activity_anchors', 'purged_operations'] as const),
] as const;
type Table = (typeof tables)[number];

export type State = { [Name in Table]: Selectable<Database[Name]>[] };

export async function readState(): Promise<State> {
  const read = async <Name extends Table>(name: Name) =>
    database()
      .selectFrom(name as 'activity')
      .selectAll()
      .execute();
  const rows = await Promise.all(tables.map(read));
  return Object.fromEntries(tables.map((name, i) => [name, rows[i]])) as unknown as State;
}

/** Takes the guards to be lifted. */
export async function writeState(state: State): Promise<void> {
  await database()
    .transaction()
    .execute(async (trx) => {
      for (const table of tables.toReversed()) await trx.deleteFrom(table).execute();
      for (const table of tables) {
        const rows = state[table];
        if (rows.length > 0)
          await trx
            .insertInto(table)
            .values(rows as never)
            .execute();
      }
    });
}

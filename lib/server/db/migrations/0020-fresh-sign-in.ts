import 'server-only';

import type { Kysely, Migration } from 'kysely';
import type { Engine } from '../engine';

/** Sessions of before have no time, so that none of them counts as fresh. */
export function freshSignIn(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('sessions')
        .addColumn('authenticated_at', engine.integer as never)
        .execute();
    },
  };
}

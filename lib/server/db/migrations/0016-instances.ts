import 'server-only';

import { type Kysely, type Migration, sql } from 'kysely';
import { findFreeMark, type InstanceColour, type InstanceMark } from '@/lib/instances/instance';
import type { Engine } from '../engine';

/** Two instances of one colour get different shapes: the older one keeps its own. */
export function instances({ integer }: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const alter = () => db.schema.alterTable('instances');
      await alter()
        .addColumn('shape', 'text', (c) => c.notNull().defaultTo('circle'))
        .execute();
      await alter()
        .addColumn('version', integer as never, (c) => c.notNull().defaultTo(1))
        .execute();
      await alter().addColumn('client_name', 'text').execute();
      await alter()
        .addColumn('key_refused_at', integer as never)
        .execute();

      const { rows } = await sql<{ id: string; colour: InstanceColour }>`
        select id, colour from instances order by created_at, id`.execute(db);
      const taken: InstanceMark[] = [];
      for (const { id, colour } of rows) {
        const mark = findFreeMark(taken, colour);
        if (!mark) throw new Error('There are more instances than pairs of a colour and a shape.');
        taken.push(mark);
        await sql`update instances set colour = ${mark.colour}, shape = ${mark.shape} where id = ${id}`.execute(
          db,
        );
      }
      await db.schema
        .createIndex('instances_by_mark')
        .unique()
        .on('instances')
        .columns(['colour', 'shape'])
        .execute();
    },
  };
}

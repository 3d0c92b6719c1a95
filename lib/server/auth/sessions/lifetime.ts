import 'server-only';

import { type RawBuilder, sql } from 'kysely';
import { engine } from '../../db/database';

/** A clock that is kept right steps back by less. */
const clockStepMs = 5_000;

/**
 * True once the time in the column is longer ago than the life, by the database's clock. Also true of a time ahead of that
 * clock, which has been set back since: what began then could live too long.
 */
export function isSpent(column: string, lifeMs: number): RawBuilder<boolean> {
  const { now } = engine();
  const at = sql.ref(column);
  return sql<boolean>`(${at} < ${now} - ${lifeMs} or ${at} > ${now} + ${clockStepMs})`;
}

export function isOfDisabledUser(column: string): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(column)} in (select id from users where disabled_at is not null))`;
}

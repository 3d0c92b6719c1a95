import 'server-only';

import { type RawBuilder, sql } from 'kysely';

// The one way out of the activity log, kept by the database itself: a checkpoint of the end that goes. Its insertion moves
// the operations aside and removes the rows, so that there is no state between. Without a checkpoint nothing is removed.

/** Younger rows are never removed, whatever the configuration says. */
const leastAgeMs = 90 * 24 * 60 * 60_000;

const isCovered = `exists (select 1 from activity_purges as p where p.chain_id = old.chain_id and p.seq >= old.seq)`;

/** The checkpoint names a row that is there, old enough with all before it, and needed by no open operation. */
const isAdmitted = (now: string) => `length(new.mac) = 64
  and exists (select 1 from activity as a where a.chain_id = new.chain_id and a.seq = new.seq and a.hash = new.hash)
  and not exists (select 1 from activity as a where a.chain_id = new.chain_id and a.seq <= new.seq
    and a.at > ${now} - ${leastAgeMs})
  and not exists (select 1 from open_operations as o join activity as a on a.operation_id = o.id
    where a.chain_id = new.chain_id and a.seq <= new.seq)`;

const removal = `insert into purged_operations (id, phase, chain_id, seq, outcome, details)
    select operation_id, phase, chain_id, seq, outcome, details from activity
    where chain_id = new.chain_id and seq <= new.seq and operation_id is not null;
  delete from activity where chain_id = new.chain_id and seq <= new.seq;`;

const refusal = 'this checkpoint does not admit a purge of activity';

export function sqlitePurgeGuards(now: string): RawBuilder<unknown>[] {
  return [
    'drop trigger activity_no_delete',
    `create trigger activity_no_delete before delete on activity when not ${isCovered}
      begin select raise(abort, 'activity is append-only'); end`,
    `create trigger activity_purges_admit before insert on activity_purges when not (${isAdmitted(now)})
      begin select raise(abort, '${refusal}'); end`,
    `create trigger activity_purges_remove after insert on activity_purges begin ${removal} end`,
  ].map((statement) => sql.raw(statement));
}

export function postgresPurgeGuards(now: string): RawBuilder<unknown>[] {
  const define = (name: string, body: string) =>
    `create or replace function ${name}() returns trigger language plpgsql as $$ begin ${body} end $$`;
  return [
    define(
      'activity_refuse',
      `if tg_op = 'DELETE' then if ${isCovered} then return old; end if; end if;
      raise exception 'activity is append-only';`,
    ),
    define(
      'activity_purges_admit',
      `if not (${isAdmitted(now)}) then raise exception '${refusal}'; end if; return new;`,
    ),
    define('activity_purges_remove', `${removal} return null;`),
    `create trigger activity_purges_admit before insert on activity_purges
      for each row execute function activity_purges_admit()`,
    `create trigger activity_purges_remove after insert on activity_purges
      for each row execute function activity_purges_remove()`,
  ].map((statement) => sql.raw(statement));
}

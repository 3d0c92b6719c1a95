import 'server-only';

import { sql } from 'kysely';
import type { Permission } from '@/lib/access/permissions';
import { actorOf, toActor, toActorColumns } from '../activity/actor';
import { installationChain } from '../activity/chain';
import { type Append, recordTogether } from '../activity/record';
import { database, engine, type Trx } from '../db/database';
import type { Viewer } from './sessions/sessions';

// Refusals are counted in the database and recorded once a minute for each user and permission, the first at once, so
// that a script can't fill the log with them. All servers share the count, and it outlives a crash.

type Place = Readonly<Record<string, string>>;

const recordEveryMs = 60_000;
const now = () => engine().now;
/** False also of a time in the future: the clock was set back, and waiting for it would hide refusals. */
const isRecent = () => sql<boolean>`(recorded_at <= ${now()} and recorded_at > ${now()} - ${recordEveryMs})`;

/** Records a refusal, or only counts it if a row about such refusals is younger than a minute. */
export async function recordRefusal(viewer: Viewer, permission: Permission, place: Place): Promise<void> {
  const actor = toActorColumns(actorOf(viewer));
  const latest = { role: viewer.role, place: JSON.stringify(place) };
  // Takes no lock of the chain: a thousand refusals may not hold up other users.
  const counted = await database()
    .updateTable('refusals')
    .set((column) => ({ ...latest, unrecorded: column('unrecorded', '+', 1) }))
    .where('actor', '=', actor.actor)
    .where('permission', '=', permission)
    .where(isRecent())
    .executeTakeFirst();
  if (counted.numUpdatedRows > 0n) return;

  await recordTogether(installationChain, async (trx, append) => {
    await trx
      .insertInto('refusals')
      .values({ ...actor, permission, ...latest, unrecorded: 1, recorded_at: 0 })
      .onConflict((conflict) =>
        conflict
          .columns(['actor', 'permission'])
          .doUpdateSet({ ...latest, unrecorded: sql<number>`refusals.unrecorded + 1` }),
      )
      .execute();
    await recordDue(trx, append);
  });
}

/** Records what was counted and is a minute old, and forgets users who were not refused since. */
export async function recordCountedRefusals(): Promise<void> {
  await database()
    .deleteFrom('refusals')
    .where('unrecorded', '=', 0)
    .where(sql<boolean>`not ${isRecent()}`)
    .execute();
  const due = await selectDue(database()).limit(1).executeTakeFirst();
  if (due) await recordTogether(installationChain, recordDue);
}

/** Behind the lock of the chain, so that two servers can't record the same refusals. */
async function recordDue(trx: Trx, append: Append): Promise<void> {
  const due = await selectDue(trx)
    .orderBy('actor')
    .orderBy('permission')
    .modifyEnd(engine().forUpdate)
    .execute();
  for (const row of due) {
    const { actor, permission, role, place, unrecorded } = row;
    await trx
      .updateTable('refusals')
      .set({ unrecorded: 0, recorded_at: now() })
      .where('actor', '=', actor)
      .where('permission', '=', permission)
      .execute();
    await append({
      actor: toActor(row),
      action: 'access.denied',
      phase: 'event',
      outcome: 'refused',
      // Several refusals are recorded with the place of the latest.
      details: {
        permission,
        role,
        ...(JSON.parse(place) as Place),
        ...(unrecorded > 1 && { count: unrecorded }),
      },
    });
  }
}

function selectDue(db: Pick<Trx, 'selectFrom'>) {
  return db
    .selectFrom('refusals')
    .selectAll()
    .where('unrecorded', '>', 0)
    .where(sql<boolean>`not ${isRecent()}`);
}

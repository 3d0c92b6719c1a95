import 'server-only';

import { type Selectable, sql } from 'kysely';
import type { Permission } from '@/lib/access/permissions';
import { actorOf, stranger, toActor, toActorColumns } from '../activity/actor';
import { installationChain } from '../activity/chain';
import { type Append, recordTogether } from '../activity/record';
import { database, engine, type Trx } from '../db/database';
import type { Database } from '../db/schema';
import type { Viewer } from './sessions/sessions';

// Refusals are counted in the database and recorded once a minute for each user and permission, the first at once, so
// that a script can't fill the log with them. All servers share the count, and it outlives a crash. Strangers are counted
// by their addresses.

type Place = Readonly<Record<string, string>>;

const recordEveryMs = 60_000;
/** How many addresses of strangers are counted one by one in a minute. */
const maxAddresses = 100;
const otherAddresses = 'others';
const now = () => engine().now;
/** False also of a time in the future: the clock was set back, and waiting for it would hide refusals. */
const isRecent = () => sql<boolean>`(recorded_at <= ${now()} and recorded_at > ${now()} - ${recordEveryMs})`;

/** Records a refusal, or only counts it if a row about such refusals is younger than a minute. */
export async function recordRefusal(viewer: Viewer, permission: Permission, place: Place): Promise<void> {
  await countRefusal(
    { ...toActorColumns(actorOf(viewer)), permission },
    { role: viewer.role, place: JSON.stringify(place) },
  );
}

/** Does the same for a caller who is not signed in, by the address that the request came from. */
export async function recordStrangerRefusal(address: string): Promise<void> {
  const actor = (await isKnownOrFirstFew(address)) ? address : otherAddresses;
  await countRefusal({ actor, actor_id: null, permission: '' }, { role: '', place: '{}' });
}

/** A caller who commands many addresses must not fill the log with them: beyond these, they share one row a minute. */
async function isKnownOrFirstFew(address: string): Promise<boolean> {
  const addresses = await database()
    .selectFrom('refusals')
    .select('actor')
    .where('permission', '=', '')
    .limit(maxAddresses)
    .execute();
  return addresses.length < maxAddresses || addresses.some(({ actor }) => actor === address);
}

type Subject = Pick<Selectable<Database['refusals']>, 'actor' | 'actor_id' | 'permission'>;
type Latest = Pick<Selectable<Database['refusals']>, 'role' | 'place'>;

async function countRefusal(subject: Subject, latest: Latest): Promise<void> {
  // Takes no lock of the chain: a thousand refusals may not hold up other users.
  const counted = await database()
    .updateTable('refusals')
    .set((column) => ({ ...latest, unrecorded: column('unrecorded', '+', 1) }))
    .where('actor', '=', subject.actor)
    .where('permission', '=', subject.permission)
    .where(isRecent())
    .executeTakeFirst();
  if (counted.numUpdatedRows > 0n) return;

  await recordTogether(installationChain, async (trx, append) => {
    await trx
      .insertInto('refusals')
      .values({ ...subject, ...latest, unrecorded: 1, recorded_at: 0 })
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
      actor: permission === '' ? stranger : toActor(row),
      action: 'access.denied',
      phase: 'event',
      outcome: 'refused',
      // Several refusals are recorded with the place of the latest.
      details: {
        ...(permission === '' ? { address: actor } : { permission, role, ...(JSON.parse(place) as Place) }),
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

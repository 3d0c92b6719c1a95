import 'server-only';

import { z } from 'zod';
import { type Db, database, type Trx } from '../db/database';
import type { ActivityRow } from '../db/schema';
import { StartupError } from '../errors';
import { system } from './actor';
import { installationChain } from './chain';
import { createCheckpoint } from './checkpoint';
import { createHead } from './heads';
import { type PurgedInstances, readPurgedInstances } from './purges';
import { type ActivityAction, recordTogether } from './record';

// The installation's chain names every instance that was ever made, so that neither an instance nor its chain can vanish
// unseen.

const naming: readonly ActivityAction[] = ['instance.created', 'instance.registered'];
const removal: ActivityAction = 'instance.removed';
const detailsSchema = z.object({
  instance: z.string(),
  slug: z.string().default(''),
  name: z.string().default(''),
});

export type InstanceRows = PurgedInstances;

export async function listNamedInstances(trx: Trx): Promise<Set<string>> {
  return new Set((await readInstanceRows(trx, naming)).named);
}

/** Only these may be missing. Under the names that they had when they were removed, the latest first. */
export async function listRemovedInstances(db: Db | Trx): Promise<PurgedInstances['removed']> {
  const { removed } = await readInstanceRows(db, [removal]);
  return removed.sort((one, other) => other.at - one.at);
}

type InstanceRow = Pick<ActivityRow, 'action' | 'details' | 'at'>;

/** Reads what rows of the installation's chain say of instances. */
export function toInstanceRows(rows: readonly InstanceRow[]): InstanceRows {
  const parsed = rows.flatMap(({ action, details, at }) => {
    const { data } = detailsSchema.safeParse(parseJson(details));
    return data ? [{ ...data, action, at }] : [];
  });
  return {
    named: parsed
      .filter(({ action }) => naming.some((name) => name === action))
      .map(({ instance }) => instance),
    removed: parsed
      .filter(({ action }) => action === removal)
      .map(({ instance, slug, name, at }) => ({ instance, slug, name, at })),
  };
}

async function readInstanceRows(db: Db | Trx, actions: readonly ActivityAction[]): Promise<InstanceRows> {
  const purged = await readPurgedInstances(db, installationChain);
  const rows = await db
    .selectFrom('activity')
    .select(['action', 'details', 'at'])
    .where('chain_id', '=', installationChain)
    .where('action', 'in', actions)
    .execute();
  const { named, removed } = toInstanceRows(rows);
  return { named: [...purged.named, ...named], removed: [...purged.removed, ...removed] };
}

/**
 * Begins the log of a new database, and names the instances of an older version once. Two servers may start at the same
 * time: the second waits for the installation's chain and finds nothing left to name.
 */
export async function prepareActivity(): Promise<void> {
  await database().transaction().execute(requireInstallationChain);
  await recordTogether(installationChain, async (trx, append) => {
    const known = await listNamedInstances(trx);
    // Later it is made by nothing: a checkpoint that is removed stays missing.
    if (known.size === 0) await createCheckpoint(trx);
    const instances = await trx
      .selectFrom('instances')
      .select(['id', 'slug'])
      .orderBy('created_at')
      .execute();
    for (const { id, slug } of instances.filter((instance) => !known.has(instance.id))) {
      await createHead(trx, id);
      await append({
        actor: system,
        action: 'instance.registered',
        phase: 'event',
        outcome: 'applied',
        details: { slug, instance: id },
      });
    }
  });
}

async function requireInstallationChain(trx: Trx): Promise<void> {
  const head = await trx
    .selectFrom('activity_chains')
    .select('id')
    .where('id', '=', installationChain)
    .executeTakeFirst();
  if (head) return;
  for (const table of ['instances', 'users', 'activity'] as const) {
    const row = await trx
      .selectFrom(table)
      .select((db) => db.lit(1).as('one'))
      .limit(1)
      .executeTakeFirst();
    if (row) {
      throw new StartupError(
        'The head of the installation’s activity chain is missing, but the database holds data; restore your backup.',
      );
    }
  }
  await createHead(trx, installationChain);
}

/** Returns undefined for details that another hand has spoiled; the verifier names their row. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import 'server-only';

import { z } from 'zod';
import { database, type Trx } from '../db/database';
import { StartupError } from '../errors';
import { system } from './actor';
import { installationChain } from './chain';
import { createCheckpoint } from './checkpoint';
import { createHead } from './heads';
import { type ActivityAction, recordTogether } from './record';

// The installation's chain names every instance that was ever made, so that neither an instance nor its chain can vanish
// unseen.

const naming = ['instance.created', 'instance.registered'] as const;
const named = z.object({ instance: z.string() });

export function listNamedInstances(trx: Trx): Promise<Set<string>> {
  return listInstancesIn(trx, naming);
}

/** Only these may be missing. */
export function listRemovedInstances(trx: Trx): Promise<Set<string>> {
  return listInstancesIn(trx, ['instance.removed']);
}

async function listInstancesIn(trx: Trx, actions: readonly ActivityAction[]): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('activity')
    .select('details')
    .where('chain_id', '=', installationChain)
    .where('action', 'in', actions)
    .execute();
  return new Set(rows.flatMap(({ details }) => named.safeParse(parseJson(details)).data?.instance ?? []));
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

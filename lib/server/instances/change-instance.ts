import 'server-only';

import type { Updateable } from 'kysely';
import type { InstanceFieldError } from '@/lib/instances/instance-draft';
import { installationChain } from '../activity/chain';
import { type ActivityEvent, type Append, recordTogether } from '../activity/record';
import { database, type Trx } from '../db/database';
import type { Database, InstanceRow, OpenOperation } from '../db/schema';
import { AppError } from '../errors';

// The one path of every edit and removal of an instance: on its chain's lock, against the version that the form was
// opened with, and on record in the same transaction.

export type InstanceChange = {
  readonly instance: InstanceRow;
  /** The version that the person has seen. */
  readonly version: number;
  readonly set: Omit<Updateable<Database['instances']>, 'id' | 'version' | 'revision'>;
  /** True where Codat may show other data from now on, so that earlier readings are stale. */
  readonly changesConnection: boolean;
  /** True where open operations would be reconciled at another client. */
  readonly changesClient: boolean;
  readonly events: readonly Omit<ActivityEvent, 'chain' | 'phase' | 'outcome'>[];
};

/** Thrown inside the transaction, which leaves everything as it was. */
export class OperationsOpen extends Error {
  constructor(readonly operations: readonly OpenOperation[]) {
    super('open operations');
  }
}

export async function changeInstance(change: InstanceChange): Promise<void> {
  const { instance, version, set, events } = change;
  await recordTogether(instance.id, async (trx, append) => {
    if (change.changesClient) await requireNoOpenOperations(trx, instance.id);
    const { numUpdatedRows } = await trx
      .updateTable('instances')
      .set((column) => ({
        ...set,
        version: column('version', '+', 1),
        ...(change.changesConnection && { revision: column('revision', '+', 1) }),
      }))
      .where('id', '=', instance.id)
      .where('version', '=', version)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new AppError('instance-changed');
    for (const event of events) await append({ ...event, phase: 'event', outcome: 'applied' });
  });
}

/** Those who open an operation hold the lock of the chain, so that none is opened once this has looked. */
export async function requireNoOpenOperations(trx: Trx, instanceId: string): Promise<void> {
  const operations = await trx
    .selectFrom('open_operations')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .execute();
  if (operations.length > 0) throw new OperationsOpen(operations);
}

/** For the installation's chain, which names every instance that is made or removed. */
export function recordInstances(work: (trx: Trx, append: Append) => Promise<void>): Promise<void> {
  return recordTogether(installationChain, work);
}

type Unique = Pick<InstanceRow, 'slug' | 'colour' | 'shape'>;

/** Names what another instance has already; the database's own indexes decide between two at once. */
export async function findTaken(draft: Unique, ownId: string | null): Promise<InstanceFieldError[]> {
  const rows = await database().selectFrom('instances').select(['id', 'slug', 'colour', 'shape']).execute();
  const others = rows.filter(({ id }) => id !== ownId);
  return [
    ...(others.some(({ slug }) => slug === draft.slug)
      ? [{ field: 'slug', problem: 'slug-taken' } as const]
      : []),
    ...(others.some(({ colour, shape }) => colour === draft.colour && shape === draft.shape)
      ? [{ field: 'shape', problem: 'mark-taken' } as const]
      : []),
  ];
}

/** Returns the errors of fields where the write failed because another instance was faster. */
export async function orTaken(
  draft: Unique,
  ownId: string | null,
  write: () => Promise<void>,
): Promise<InstanceFieldError[]> {
  try {
    await write();
    return [];
  } catch (error) {
    if (error instanceof AppError || error instanceof OperationsOpen) throw error;
    const taken = await findTaken(draft, ownId);
    if (taken.length === 0) throw error;
    return taken;
  }
}

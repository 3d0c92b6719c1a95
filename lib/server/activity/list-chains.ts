import 'server-only';

import type { RemovedInstance } from '@/lib/activity/views';
import { database } from '../db/database';
import { AppError } from '../errors';
import { installationChain } from './chain';
import { listRemovedInstances } from './named-instances';

export type ChainName = {
  /** The slug of an instance that is there. */
  readonly instance: string | null;
  /** An instance that is gone, as it was called; another one may have its slug now. */
  readonly removed: RemovedInstance | null;
};

/** Names, by the ids of the chains. */
export type ChainNames = ReadonlyMap<string, ChainName>;

const ofInstallation: ChainName = { instance: null, removed: null };

export function nameInstance({ id, slug }: { readonly id: string; readonly slug: string }): ChainNames {
  return new Map([[id, { instance: slug, removed: null }]]);
}

export function nameInstallation(): ChainNames {
  return new Map([[installationChain, ofInstallation]]);
}

/** Returns all chains, or the one of an instance by its slug, or by its id if it was removed. */
export async function listChainsOf(name: string): Promise<ChainNames> {
  if (name === installationChain) return nameInstallation();
  const instances = await database()
    .selectFrom('instances')
    .select(['id', 'slug'])
    .$if(name !== '', (query) => query.where('slug', '=', name))
    .orderBy('created_at')
    .execute();
  const present = instances.map(({ id, slug }): [string, ChainName] => [
    id,
    { instance: slug, removed: null },
  ]);
  // The removed ones have no slug any more that could lead to them.
  if (name !== '' && present.length > 0) return new Map(present);
  const removed = (await listRemoved())
    .filter(({ id }) => name === '' || id === name)
    .map((instance): [string, ChainName] => [instance.id, { instance: null, removed: instance }]);
  if (name !== '' && removed.length === 0) throw new AppError('not-found');
  return new Map(name === '' ? [...present, ...removed, [installationChain, ofInstallation]] : removed);
}

/** The latest first. */
export async function listRemoved(): Promise<RemovedInstance[]> {
  const removed = await listRemovedInstances(database());
  return removed.map(({ instance, slug, name }) => ({ id: instance, slug, name: name || slug }));
}

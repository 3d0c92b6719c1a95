import 'server-only';

import { database } from '../db/database';
import { AppError } from '../errors';
import { installationChain } from './chain';

/** Returns the ids of all chains, or of one by its name, with the slugs of their instances. */
export async function listChainsOf(name: string): Promise<Map<string, string>> {
  if (name === installationChain) return new Map([[installationChain, '']]);
  const instances = await database()
    .selectFrom('instances')
    .select(['id', 'slug'])
    .$if(name !== '', (query) => query.where('slug', '=', name))
    .orderBy('created_at')
    .execute();
  if (name !== '' && instances.length === 0) throw new AppError('not-found');
  const chains = new Map(instances.map(({ id, slug }) => [id, slug]));
  return name === '' ? chains.set(installationChain, '') : chains;
}

import 'server-only';

import { database } from '../db/database';
import type { InstanceRow } from '../db/schema';
import { AppError } from '../errors';

export async function findInstance(slug: string): Promise<InstanceRow | null> {
  const row = await database()
    .selectFrom('instances')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirst();
  return row ?? null;
}

export async function requireInstance(slug: string): Promise<InstanceRow> {
  const instance = await findInstance(slug);
  if (!instance) throw new AppError('not-found');
  return instance;
}

export async function listInstances(): Promise<InstanceRow[]> {
  return database().selectFrom('instances').selectAll().orderBy('created_at').execute();
}

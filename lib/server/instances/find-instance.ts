import 'server-only';

import { z } from 'zod';
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

/** How the input of every write names its instance: by the slug of the page, and by the id that the page was drawn for. */
export const writtenInstance = {
  instance: z.string().max(60),
  /** A page that was opened before an upgrade may send none. */
  instanceId: z.uuid().optional(),
};

/** Refuses where the slug has come to name another instance, or none, since the page was drawn. */
export async function requireWrittenInstance(input: {
  readonly instance: string;
  readonly instanceId?: string | undefined;
}): Promise<InstanceRow> {
  const instance = await findInstance(input.instance);
  if (input.instanceId !== undefined && instance?.id !== input.instanceId) {
    throw new AppError('instance-changed');
  }
  if (!instance) throw new AppError('not-found');
  return instance;
}

export async function listInstances(): Promise<InstanceRow[]> {
  return database().selectFrom('instances').selectAll().orderBy('created_at').execute();
}

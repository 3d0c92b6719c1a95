import type { InstanceDraft } from '@/lib/instances/instance-draft';
import { database } from '../../db/database';
import type { InstanceRow } from '../../db/schema';
import { otherKey } from './other-codat';

export function draftFor(url: string, changes: Partial<InstanceDraft> = {}): InstanceDraft {
  return {
    name: 'Production',
    slug: 'production',
    colour: 'red',
    shape: 'star',
    kind: 'live',
    credentialTests: false,
    apiUrl: url,
    apiKey: otherKey,
    ...changes,
  };
}

export async function instanceAt(slug: string): Promise<InstanceRow> {
  return database().selectFrom('instances').selectAll().where('slug', '=', slug).executeTakeFirstOrThrow();
}

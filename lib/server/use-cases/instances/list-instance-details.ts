import 'server-only';

import { z } from 'zod';
import type { InstanceDetails } from '@/lib/instances/views';
import { forViewer } from '../../auth/guard';
import type { InstanceRow } from '../../db/schema';
import { listInstances } from '../../instances/find-instance';
import { toDraft } from '../../instances/save-edit';

export const listInstanceDetails = forViewer(
  'instances:manage',
  z.unknown(),
  async (): Promise<InstanceDetails[]> => (await listInstances()).map(toInstanceDetails),
);

function toInstanceDetails(row: InstanceRow): InstanceDetails {
  const { apiKey: _, ...shown } = toDraft(row);
  return {
    ...shown,
    id: row.id,
    version: row.version,
    isLocal: row.is_local === 1,
    client: row.client_name,
    key: row.key_refused_at !== null ? 'refused' : row.client_name !== null ? 'accepted' : 'untested',
  };
}

import 'server-only';

import { z } from 'zod';
import type { Integration } from '@/lib/integrations/define-integration';
import { unmask } from '../codat-mapping/unmask';
import type { InstanceRow } from '../db/schema';
import { AppError } from '../errors';
import { writtenInstance } from '../instances/find-instance';
import type { SecretMap } from '../vault/vault';
import { type Reading, readForWrite } from './plan-save';
import { driftedFields } from './settings-state';

export const restoreInput = z.object({
  ...writtenInstance,
  key: z.string().max(100),
  operation: z.uuid(),
});

type RestorePlan = Reading & {
  readonly differs: boolean;
  readonly before: SecretMap;
  readonly target: SecretMap;
  readonly asked: null;
};

/** Plans what would be put back over Codat's current settings. */
export async function planRestore(instance: InstanceRow, definition: Integration): Promise<RestorePlan> {
  const reading = await readForWrite(instance, definition);
  const target = reading.state.stored.lastSeen;
  if (!target) throw new AppError('not-found');
  const before = unmask(reading.held, target).map;
  const differs = driftedFields(reading.state).length > 0;
  return { ...reading, differs, before, target, asked: null };
}

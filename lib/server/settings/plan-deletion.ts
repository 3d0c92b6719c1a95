import 'server-only';

import { z } from 'zod';
import type { Integration } from '@/lib/integrations/define-integration';
import { unmask } from '../codat-mapping/unmask';
import type { InstanceRow } from '../db/schema';
import { writtenInstance } from '../instances/find-instance';
import type { SecretMap } from '../vault/vault';
import { type Reading, readForWrite } from './plan-save';

export const deletionInput = z.object({
  ...writtenInstance,
  key: z.string().max(100),
  operation: z.uuid(),
});

type DeletionPlan = Reading & {
  readonly before: SecretMap;
  readonly target: SecretMap;
  readonly asked: readonly string[];
};

/** Plans what would be lost: Codat's settings, and the secrets that are kept here. */
export async function planDeletion(instance: InstanceRow, definition: Integration): Promise<DeletionPlan> {
  const reading = await readForWrite(instance, definition);
  const { stored } = reading.state;
  return {
    ...reading,
    before: unmask(reading.held, stored.lastSeen ?? new Map()).map,
    target: new Map(),
    asked: [...stored.secrets.keys()].sort(),
  };
}

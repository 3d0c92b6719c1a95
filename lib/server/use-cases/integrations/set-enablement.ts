import 'server-only';

import { z } from 'zod';
import { needsCredentials } from '@/lib/integrations/define-integration';
import { findIntegration } from '@/lib/integrations/registry';
import { actorOf } from '../../activity/actor';
import { forViewer } from '../../auth/guard';
import type { CodatClient } from '../../codat/client';
import type { CodatIntegration } from '../../codat/wire';
import { fromCodat } from '../../codat-mapping/held-settings';
import { countLinked, countOf } from '../../companies/count-linked';
import type { InstanceRow } from '../../db/schema';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { cancelOwed } from '../../integrations/owed-enablement';
import { switchEnablement } from '../../integrations/switch-enablement';
import { invalidateSnapshots, latestActivitySeq } from '../../operations/operations';
import { requireReconciled } from '../../operations/reconcile';
import { integrationOperations } from '../../settings/settings-operations';

const change = z.object({
  ...writtenInstance,
  key: z.string().max(100),
  enabled: z.enum(['true', 'false']).transform((value) => value === 'true'),
  /** The number of linked companies that the person was shown and accepted, or that it is unknown. */
  acknowledged: z.union([z.literal('unknown'), z.coerce.number().int().nonnegative()]).optional(),
});

export type EnablementReceipt = { readonly name: string; readonly enabled: boolean };

export const setEnablement = forViewer(
  'integrations:manage',
  change,
  async (viewer, input): Promise<EnablementReceipt> => {
    const instance = await requireWrittenInstance(input);
    const codat = await codatClientFor(instance);
    await requireReconciled(integrationOperations, { instance, key: input.key });

    const readAtSeq = await latestActivitySeq(instance.id);
    const before = await codat.getIntegration(input.key);
    const name = findIntegration(input.key)?.name ?? before.name;
    if (before.enabled === input.enabled) {
      // Another request was faster. Readers of an older snapshot see the new state from now on.
      await invalidateSnapshots(instance.id);
      await cancelOwed({ instanceId: instance.id, integrationKey: input.key });
      return { name, enabled: input.enabled };
    }
    if (input.enabled) await requireSetUp(codat, input.key);
    const linked = input.enabled
      ? undefined
      : await requireAcknowledged(instance, before, input.acknowledged);
    await switchEnablement({ instance, codat, before, readAtSeq, name, actor: actorOf(viewer), linked });
    return { name, enabled: input.enabled };
  },
);

async function requireSetUp(codat: CodatClient, key: string): Promise<void> {
  const definition = findIntegration(key);
  if (!definition || !needsCredentials(definition)) return;
  const { configured } = fromCodat(definition, await codat.getCredentials(key));
  if (!configured) throw new AppError('needs-set-up', { name: definition.name });
}

/**
 * Throws if more customers are linked than the person has acknowledged. Returns null if they can't be counted and the
 * person has acknowledged that, or Codat's own count is no higher.
 */
async function requireAcknowledged(
  instance: InstanceRow,
  integration: CodatIntegration,
  acknowledged: number | 'unknown' = 0,
): Promise<number | null> {
  const { name, linkedConnectionsCount } = integration;
  if (linkedConnectionsCount === 0) return 0;
  const linked = await countLinked(instance, integration);
  const count = countOf(linked);
  if (count === null && acknowledged === 'unknown') return null;
  // A list with gaps yields no exact number, so a number can't acknowledge it.
  if (linked && count === null) throw new AppError('needs-confirmation', { name, number: 'unknown' });
  const least = count ?? linkedConnectionsCount;
  if (least === undefined) throw new AppError('codat-unavailable');
  const told = acknowledged === 'unknown' ? 0 : acknowledged;
  if (least > told) throw new AppError('needs-confirmation', { name, count: least });
  return count;
}

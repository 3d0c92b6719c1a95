import 'server-only';

import { z } from 'zod';
import { type Actor, actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { hasMasks } from '../../codat-mapping/compare';
import type { Trx } from '../../db/database';
import type { OpenOperation } from '../../db/schema';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { definitionOf } from '../../operations/definition';
import {
  closeOperation,
  databaseTime,
  latestActivitySeq,
  listOpenOperations,
  requireNoOpenOperation,
} from '../../operations/operations';
import { isReleased } from '../../operations/patience';
import { fingerprintOf } from '../../settings/observe-settings';
import { integrationOperations } from '../../settings/settings-operations';
import { driftedFields, readSettingsState, requireSettings } from '../../settings/settings-state';
import { sealSettings, storeSettings } from '../../settings/stored-settings';

const inputSchema = z.object({ ...writtenInstance, key: z.string().max(100) });

/** Adopts what Codat holds, however it came there, and closes an operation that was waiting for a person. */
export const acceptDrift = forViewer('integrations:manage', inputSchema, async (viewer, input) => {
  const instance = await requireWrittenInstance(input);
  const waiting = await findWaiting(instance.id, input.key);
  // A toggle has no stored copy here: Codat's state is shown as it is.
  if (waiting?.pending === null) return close(waiting, actorOf(viewer));
  const definition = requireSettings(input.key);
  const subject = {
    instanceId: instance.id,
    integrationKey: input.key,
    readAtSeq: await latestActivitySeq(instance.id),
  };
  const held = await (await codatClientFor(instance)).getCredentials(input.key);
  // A masked value is never adopted, since the value behind it is unknown. Nor may it hold up every later save.
  if (hasMasks(held)) {
    if (waiting) return close(waiting, actorOf(viewer));
    throw new AppError('masked-by-codat', { name: definition.name });
  }

  const state = await readSettingsState(definition, held, subject);
  const before = await fingerprintOf(instance.id, held);
  const pending = await sealSettings(subject, {
    before,
    map: held,
    replaced: state.adopted,
    cleared: [],
  });
  const store = (trx: Trx) => storeSettings(trx, subject, { pending, savedBy: actorOf(viewer) });
  if (waiting) return close(waiting, actorOf(viewer), store);
  await recordActivity(
    {
      chain: instance.id,
      actor: actorOf(viewer),
      action: 'settings.keep-outside',
      phase: 'event',
      integrationKey: input.key,
      outcome: 'applied',
      details: { codat: driftedFields(state).join(', ') },
    },
    async (trx) => {
      await requireNoOpenOperation(trx, subject);
      await store(trx);
    },
  );
});

/** Finds an operation that a person may end: reading can't close it, or Codat accepted it and doesn't show it yet. */
async function findWaiting(instanceId: string, key: string): Promise<OpenOperation | undefined> {
  const now = await databaseTime();
  return (await listOpenOperations(instanceId)).find(
    (operation) =>
      operation.integration_key === key &&
      (operation.needs_attention === 1 || (operation.accepted_at !== null && isReleased(operation, now))),
  );
}

async function close(
  operation: OpenOperation,
  by: Actor,
  inSameTransaction?: (trx: Trx) => Promise<void>,
): Promise<void> {
  const definition = definitionOf(integrationOperations, operation);
  const closing = {
    outcome: 'superseded',
    details: { by: by.label, byId: by.id },
    inSameTransaction,
  } as const;
  if (!(await closeOperation(definition, operation, closing))) throw new AppError('conflict');
}

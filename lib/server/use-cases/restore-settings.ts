import 'server-only';

import { z } from 'zod';
import { forViewer } from '../auth/guard';
import { AppError } from '../errors';
import { codatOf } from '../instances/codat-access';
import { requireInstance } from '../instances/find-instance';
import { findOperation, journalPosition, requireApplied } from '../instances/operations';
import { changedOutside, readSettingsState, requireSettings } from '../instances/settings-state';
import { requireSettled } from '../instances/settle';
import { writeSettings } from '../instances/write-settings';

const question = z.object({
  instance: z.string().max(60),
  key: z.string().max(100),
  operation: z.uuid(),
});

/** Puts back what we last confirmed at Codat, by the same way as any save. */
export const restoreSettings = forViewer('integrations:manage', question, async (viewer, input) => {
  const definition = requireSettings(input.key);
  const instance = await requireInstance(input.instance);
  const repeated = await findOperation(input.operation);
  if (repeated) return requireApplied(repeated, { name: definition.name, state: 'settings' });
  await requireSettled(instance, input.key);

  const readAfter = await journalPosition(instance.id);
  const subject = { instanceId: instance.id, integrationKey: input.key, readAfter };
  const codat = await codatOf(instance);
  const held = await codat.getCredentials(input.key);
  const state = await readSettingsState(definition, held, subject);
  if (!state.stored.lastSeen) throw new AppError('not-found');
  if (changedOutside(state).length === 0) return;
  await writeSettings({
    codat,
    subject,
    operationId: input.operation,
    actor: viewer.email,
    name: definition.name,
    held,
    target: state.stored.lastSeen,
    replaced: new Map(),
    cleared: [],
  });
});

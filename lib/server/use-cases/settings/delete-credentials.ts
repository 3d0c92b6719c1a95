import 'server-only';

import type { DeletionResult } from '@/lib/integrations/views';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { countLinked } from '../../companies/count-linked';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance } from '../../instances/find-instance';
import { readEnabled } from '../../integrations/enablement';
import { bindRequest, requestOf } from '../../operations/operation-requests';
import { requireNoOpenOperation } from '../../operations/operations';
import { once } from '../../operations/replay';
import { confirmationInput } from '../../review/confirmation';
import { findConfirmationReason, type PlannedChange, toDisruption } from '../../review/planned-change';
import { deletionInput, planDeletion } from '../../settings/plan-deletion';
import { requireSettings } from '../../settings/settings-state';
import { dropSettings } from '../../settings/stored-settings';
import { deleteSettings } from '../../settings/write-settings';

const question = deletionInput.extend({ confirmation: confirmationInput.optional() });

/** Deletes an integration's credentials at Codat, and all that is stored of them here. */
export const deleteCredentials = forViewer(
  'integrations:delete-credentials',
  question,
  async (viewer, input): Promise<DeletionResult> => {
    const definition = requireSettings(input.key);
    const instance = await requireWrittenInstance(input);
    const { key, name } = definition;
    const request = await requestOf({
      id: input.operation,
      viewer,
      instance,
      kind: 'deletion',
      subject: key,
      asked: null,
    });
    const write = async (): Promise<DeletionResult> => {
      const linked = input.confirmation ? await countLinked(instance, definition) : null;

      const plan = await planDeletion(instance, definition);
      const { codat, subject, held } = plan;
      const operationId = input.operation;
      const intended: PlannedChange = {
        ...plan,
        kind: 'deletion',
        viewer,
        instance,
        definition,
        operationId,
      };
      const reason = await findConfirmationReason(intended, linked, input.confirmation);
      if (reason) return { kind: 'needs-review', reason };
      if (instance.kind === 'live') await requireFreshSignIn(viewer);

      const actor = actorOf(viewer);
      if (held.size > 0) {
        const breaking = toDisruption(intended, linked);
        await deleteSettings({ codat, subject, request, actor, name, held, breaking });
      } else {
        // Codat holds none, so there is nothing to send. What is stored here is deleted anyway.
        await recordActivity(
          {
            chain: instance.id,
            actor,
            action: 'settings.delete',
            phase: 'event',
            operationId,
            integrationKey: key,
            outcome: 'applied',
            details: { sent: false },
          },
          async (trx) => {
            await bindRequest(trx, request);
            await requireNoOpenOperation(trx, subject);
            await dropSettings(trx, subject);
          },
        );
      }
      return { kind: 'deleted', enabled: await readEnabled(codat, key) };
    };
    return once<DeletionResult>({
      request,
      write,
      facts: () => ({ name, state: 'credentials' }),
      replay: async () => ({
        kind: 'deleted',
        enabled: await readEnabled(await codatClientFor(instance), key),
      }),
      mayBeOwnEffect: ({ kind }) => kind === 'needs-review',
    });
  },
);

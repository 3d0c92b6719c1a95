import 'server-only';

import type { RestoreResult } from '@/lib/integrations/views';
import { actorOf } from '../../activity/actor';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { countLinked } from '../../companies/count-linked';
import { requireWrittenInstance } from '../../instances/find-instance';
import { requestOf } from '../../operations/operation-requests';
import { once } from '../../operations/replay';
import { confirmationInput } from '../../review/confirmation';
import {
  findConfirmationReason,
  isDisruptive,
  type PlannedChange,
  toDisruption,
} from '../../review/planned-change';
import { planRestore, restoreInput } from '../../settings/plan-restore';
import { requireSettings } from '../../settings/settings-state';
import { writeSettings } from '../../settings/write-settings';

const question = restoreInput.extend({ confirmation: confirmationInput.optional() });

/** Restores the settings that Switchboard last confirmed at Codat, in the same way as any save. */
export const restoreSettings = forViewer(
  'integrations:manage',
  question,
  async (viewer, input): Promise<RestoreResult> => {
    const definition = requireSettings(input.key);
    const instance = await requireWrittenInstance(input);
    const { name } = definition;
    const request = await requestOf({
      id: input.operation,
      viewer,
      instance,
      kind: 'restore',
      subject: definition.key,
      asked: null,
    });
    const write = async (): Promise<RestoreResult> => {
      const linked = input.confirmation ? await countLinked(instance, definition) : null;

      const plan = await planRestore(instance, definition);
      if (!plan.differs) return { kind: 'restored' };
      const operationId = input.operation;
      const intended: PlannedChange = { ...plan, kind: 'restore', viewer, instance, definition, operationId };
      const breaks = isDisruptive(intended);
      const reason = breaks ? await findConfirmationReason(intended, linked, input.confirmation) : null;
      if (reason) return { kind: 'needs-review', reason };
      if (breaks && instance.kind === 'live') await requireFreshSignIn(viewer);

      await writeSettings({
        codat: plan.codat,
        subject: plan.subject,
        request,
        actor: actorOf(viewer),
        name,
        held: plan.held,
        target: plan.target,
        replaced: new Map(),
        cleared: [],
        breaking: breaks ? toDisruption(intended, linked) : null,
      });
      return { kind: 'restored' };
    };
    return once<RestoreResult>({
      request,
      write,
      facts: () => ({ name, state: 'settings' }),
      replay: () => ({ kind: 'restored' }),
      mayBeOwnEffect: ({ kind }) => kind === 'needs-review',
    });
  },
);

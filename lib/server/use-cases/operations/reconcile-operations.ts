import 'server-only';

import { z } from 'zod';
import { forSystem } from '../../auth/guard';
import { listInstances } from '../../instances/find-instance';
import { payOwedEnablements } from '../../integrations/enable-after-saving';
import { logWarning } from '../../log';
import { reconcileOpenOperations } from '../../operations/reconcile';
import { operationDefinitions } from './operation-definitions';

/** Finds the outcome of operations left open by a crash or a lost answer. Runs at start and every few seconds. */
export const reconcileOperations = forSystem('reconciling', z.unknown(), async () => {
  for (const instance of await listInstances()) {
    try {
      await reconcileOpenOperations(operationDefinitions, instance);
      await payOwedEnablements(instance);
    } catch {
      logWarning('reconciling-postponed', { instance: instance.slug });
    }
  }
});

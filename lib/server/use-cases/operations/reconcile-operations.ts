import 'server-only';

import { z } from 'zod';
import { forSystem } from '../../auth/guard';
import { listInstances } from '../../instances/find-instance';
import { payOwedEnablements } from '../../integrations/enable-after-saving';
import { logWarning } from '../../log';
import { reconcileOpenOperations } from '../../operations/reconcile';
import { operationDefinitions } from './operation-definitions';

/** At start and every few seconds: what a crash or a lost answer left open gets its outcome. */
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

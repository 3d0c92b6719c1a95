import 'server-only';

import { z } from 'zod';
import { forSystem } from '../../auth/guard';
import { listInstances } from '../../instances/find-instance';
import { settleOwedEnablements } from '../../integrations/enable-after-saving';
import { logWarning } from '../../log';
import { settleOpenOperations } from '../../operations/reconcile';
import { operationDefinitions } from './operation-definitions';

/** At start and every few seconds: what a crash or a lost answer left open gets its outcome. */
export const settleOperations = forSystem('settling', z.unknown(), async () => {
  for (const instance of await listInstances()) {
    try {
      await settleOpenOperations(operationDefinitions, instance);
      await settleOwedEnablements(instance);
    } catch {
      logWarning('settling-postponed', { instance: instance.slug });
    }
  }
});

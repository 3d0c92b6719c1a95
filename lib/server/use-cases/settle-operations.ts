import 'server-only';

import { z } from 'zod';
import { forSystem } from '../auth/guard';
import { settleOwedEnablements } from '../instances/enable-after-saving';
import { listInstances } from '../instances/find-instance';
import { settleOpenOperations } from '../instances/settle';
import { logWarning } from '../log';

/** At start and every few seconds: what a crash or a lost answer left open gets its outcome. */
export const settleOperations = forSystem('settling', z.unknown(), async () => {
  for (const instance of await listInstances()) {
    try {
      await settleOpenOperations(instance);
      await settleOwedEnablements(instance);
    } catch {
      logWarning('settling-postponed', { instance: instance.slug });
    }
  }
});

import 'server-only';

import { z } from 'zod';
import type { RemoveInstanceResult } from '@/lib/instances/views';
import { matchesPhrase } from '@/lib/integrations/review';
import { actorOf } from '../../activity/actor';
import { lockHead } from '../../activity/heads';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { AppError } from '../../errors';
import { OperationsOpen, recordInstances, requireNoOpenOperations } from '../../instances/change-instance';
import { countStored } from '../../instances/count-stored';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { toOperationView } from '../../instances/save-edit';
import { destroyDataKey } from '../../vault/vault';

const change = z.object({
  ...writtenInstance,
  version: z.number().int(),
  phrase: z.string().max(200),
});

/** Destroys all that is stored of an instance except its activity, which stays provable. Codat is not called. */
export const removeInstance = forViewer(
  'instances:manage',
  change,
  async (viewer, input): Promise<RemoveInstanceResult> => {
    const instance = await requireWrittenInstance(input);
    const { id, slug, name } = instance;
    if (!matchesPhrase(input.phrase, name)) return { kind: 'phrase-mismatch' };
    await requireFreshSignIn(viewer);
    try {
      await recordInstances(async (trx, append) => {
        // Those who write to the instance hold this lock; none of them can begin once it is taken.
        await lockHead(trx, id);
        await requireNoOpenOperations(trx, id);
        const stored = await countStored(trx, instance);
        // The tables that refer to the instance are emptied by the database.
        const { numDeletedRows } = await trx
          .deleteFrom('instances')
          .where('id', '=', id)
          .where('version', '=', input.version)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) throw new AppError('instance-changed');
        await destroyDataKey(trx, id);
        await append({
          actor: actorOf(viewer),
          action: 'instance.removed',
          phase: 'event',
          outcome: 'applied',
          details: { slug, instance: id, name, ...stored },
        });
      });
      return { kind: 'removed', name };
    } catch (error) {
      if (!(error instanceof OperationsOpen)) throw error;
      return { kind: 'open-operations', operations: error.operations.map(toOperationView) };
    }
  },
);

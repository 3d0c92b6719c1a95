import 'server-only';

import { z } from 'zod';
import type { InstanceRemovalReview } from '@/lib/instances/views';
import { readPurges } from '../../activity/purges';
import { forViewer } from '../../auth/guard';
import { database } from '../../db/database';
import { countStored } from '../../instances/count-stored';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { toOperationView } from '../../instances/save-edit';
import { toShownInstance } from '../../instances/to-shown-instance';
import { latestActivitySeq, listOpenOperations } from '../../operations/operations';

/** Returns what the removal of an instance would destroy, what stays, and what it has to wait for. */
export const reviewRemoval = forViewer(
  'instances:manage',
  z.object(writtenInstance),
  async (_viewer, input): Promise<InstanceRemovalReview> => {
    const instance = await requireWrittenInstance(input);
    return {
      instance: toShownInstance(instance),
      version: instance.version,
      stored: await countStored(database(), instance),
      activity: (await latestActivitySeq(instance.id)) - (await readPurges(database(), instance.id)).end.seq,
      operations: (await listOpenOperations(instance.id)).map(toOperationView),
    };
  },
);

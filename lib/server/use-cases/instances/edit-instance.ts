import 'server-only';

import { z } from 'zod';
import type { EditInstanceResult } from '@/lib/instances/views';
import { forViewer } from '../../auth/guard';
import { checkInstanceDraft } from '../../instances/check-instance-draft';
import { requireWrittenInstance } from '../../instances/find-instance';
import { editInput, saveEdit } from '../../instances/save-edit';

const change = z.object({ ...editInput, draft: z.unknown() });

export const editInstance = forViewer(
  'instances:manage',
  change,
  async (viewer, input): Promise<EditInstanceResult> => {
    const instance = await requireWrittenInstance(input);
    const check = await checkInstanceDraft(input.draft, instance);
    if (check.draft === null) return { kind: 'invalid', fieldErrors: check.fieldErrors };
    return saveEdit({ ...input, instance, draft: check.draft, viewer });
  },
);

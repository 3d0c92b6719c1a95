import 'server-only';

import { z } from 'zod';
import type { EditInstanceResult } from '@/lib/instances/views';
import { forViewer } from '../../auth/guard';
import { checkInstanceDraft } from '../../instances/check-instance-draft';
import { requireWrittenInstance } from '../../instances/find-instance';
import { editInput, saveEdit, toDraft } from '../../instances/save-edit';

const change = z.object({ ...editInput, apiKey: z.string().max(4_000) });

/** Stores another key for the same address, as after a rotation at Codat. */
export const replaceApiKey = forViewer(
  'instances:manage',
  change,
  async (viewer, input): Promise<EditInstanceResult> => {
    const instance = await requireWrittenInstance(input);
    const check = await checkInstanceDraft({ ...toDraft(instance), apiKey: input.apiKey }, instance);
    if (check.draft === null) return { kind: 'invalid', fieldErrors: check.fieldErrors };
    if (!check.draft.apiKey) {
      return { kind: 'invalid', fieldErrors: [{ field: 'apiKey', problem: 'required' }] };
    }
    return saveEdit({ ...input, instance, draft: check.draft, viewer });
  },
);

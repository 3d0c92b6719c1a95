import 'server-only';

import { z } from 'zod';
import { findIntegration } from '@/lib/integrations/registry';
import type { Review } from '@/lib/integrations/review';
import { forViewer } from '../../auth/guard';
import { countLinked } from '../../companies/count-linked';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { toShownInstance } from '../../instances/to-shown-instance';
import { toAffected } from '../../review/planned-change';

const inputSchema = z.object({ ...writtenInstance, key: z.string().max(100) });

type Answer = { readonly kind: 'review'; readonly review: Review };

/**
 * Shows who is linked with an integration about to be disabled. Disabling cuts no customer off, so the person types no
 * phrase and only acknowledges the number, which `setEnablement` counts again.
 */
export const reviewDisabling = forViewer(
  'integrations:manage',
  inputSchema,
  async (_viewer, input, run): Promise<Answer> => {
    const instance = await requireWrittenInstance(input);
    const known = findIntegration(input.key);
    const name = known?.name ?? (await (await codatClientFor(instance)).getIntegration(input.key)).name;
    const linked = await countLinked(instance, { key: input.key, name }, run.tell);
    return {
      kind: 'review',
      review: {
        kind: 'disabling',
        name,
        instance: toShownInstance(instance),
        from: null,
        to: null,
        rows: [],
        phrase: null,
        token: '',
        affected: toAffected(linked),
      },
    };
  },
);

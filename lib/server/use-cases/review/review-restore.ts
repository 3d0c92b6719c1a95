import 'server-only';

import type { Review } from '@/lib/integrations/review';
import { forViewer } from '../../auth/guard';
import { toReviewRows } from '../../codat-mapping/review-rows';
import { countLinked } from '../../companies/count-linked';
import { currentLocale } from '../../i18n/locale';
import { requireWrittenInstance } from '../../instances/find-instance';
import { type PlannedChange, toReview } from '../../review/planned-change';
import { planRestore, restoreInput } from '../../settings/plan-restore';
import { requireSettings } from '../../settings/settings-state';

type Answer = { readonly kind: 'review'; readonly review: Review };

/** Shows what restoring the saved settings would change, and which customers it would cut off. Writes nothing. */
export const reviewRestore = forViewer(
  'integrations:manage',
  restoreInput,
  async (viewer, input, run): Promise<Answer> => {
    const definition = requireSettings(input.key);
    const instance = await requireWrittenInstance(input);
    const [linked, plan, locale] = await Promise.all([
      countLinked(instance, definition, run.tell),
      planRestore(instance, definition),
      currentLocale(),
    ]);
    const rows = toReviewRows(definition, { before: plan.before, after: plan.target }, locale);
    const { operation: operationId } = input;
    const intended: PlannedChange = { ...plan, kind: 'restore', viewer, instance, definition, operationId };
    return { kind: 'review', review: await toReview(intended, rows, linked) };
  },
);

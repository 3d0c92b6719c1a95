import 'server-only';

import type { Review } from '@/lib/integrations/review';
import { forViewer } from '../../auth/guard';
import { toReviewRows, toVaultRows } from '../../codat-mapping/review-rows';
import { countLinked } from '../../companies/count-linked';
import { currentLocale } from '../../i18n/locale';
import { requireWrittenInstance } from '../../instances/find-instance';
import { type PlannedChange, toReview } from '../../review/planned-change';
import { deletionInput, planDeletion } from '../../settings/plan-deletion';
import { requireSettings } from '../../settings/settings-state';

type Answer = { readonly kind: 'review'; readonly review: Review };

/** Shows what deleting the credentials would remove, and which customers it would cut off. Writes nothing. */
export const reviewDeletion = forViewer(
  'integrations:delete-credentials',
  deletionInput,
  async (viewer, input, run): Promise<Answer> => {
    const definition = requireSettings(input.key);
    const instance = await requireWrittenInstance(input);
    const [linked, plan, locale] = await Promise.all([
      countLinked(instance, definition, run.tell),
      planDeletion(instance, definition),
      currentLocale(),
    ]);
    const { before, target, state } = plan;
    const cleared = [...state.stored.secrets.keys()];
    const rows = [
      ...toReviewRows(definition, { before, after: target }, locale),
      ...toVaultRows(definition, { map: before, stored: state.secrets, entered: new Map(), cleared }, locale),
    ];
    const { operation: operationId } = input;
    const intended: PlannedChange = { ...plan, kind: 'deletion', viewer, instance, definition, operationId };
    return { kind: 'review', review: await toReview(intended, rows, linked) };
  },
);

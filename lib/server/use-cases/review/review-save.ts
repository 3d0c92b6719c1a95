import 'server-only';

import type { Review } from '@/lib/integrations/review';
import type { SaveResult } from '@/lib/integrations/views';
import { forViewer } from '../../auth/guard';
import { toReviewRows, toVaultRows } from '../../codat-mapping/review-rows';
import { countLinked } from '../../companies/count-linked';
import { currentLocale } from '../../i18n/locale';
import { requireWrittenInstance } from '../../instances/find-instance';
import { type PlannedChange, toReview } from '../../review/planned-change';
import { planSave, saveInput } from '../../settings/plan-save';
import { requireSettings } from '../../settings/settings-state';

type Answer = { readonly kind: 'review'; readonly review: Review } | SaveResult;

/** Shows what saving this draft would change, and which customers it would cut off. Writes nothing. */
export const reviewSave = forViewer(
  'integrations:manage',
  saveInput,
  async (viewer, input, run): Promise<Answer> => {
    const definition = requireSettings(input.key);
    const instance = await requireWrittenInstance(input);
    const locale = await currentLocale();
    const counting = countLinked(instance, definition, run.tell);
    const [linked, plan] = await Promise.all([counting, planSave(input, { instance, definition, locale })]);
    if (plan.kind !== 'plan') return plan;
    const { before, target, state, entered, cleared } = plan;
    const rows = toReviewRows(definition, { before, after: target }, locale);
    const kept = toVaultRows(definition, { map: target, stored: state.secrets, entered, cleared }, locale);
    const { operation: operationId } = input;
    const intended: PlannedChange = { ...plan, kind: 'save', viewer, instance, definition, operationId };
    return { kind: 'review', review: await toReview(intended, [...rows, ...kept], linked) };
  },
);

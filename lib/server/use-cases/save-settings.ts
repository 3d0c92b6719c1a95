import 'server-only';

import type { SaveResult } from '@/lib/integrations/views';
import { recordActivity } from '../activity/record';
import { forViewer } from '../auth/guard';
import { differences, isSame } from '../codat-mapping/compare';
import { fromCodat } from '../codat-mapping/held-settings';
import { toReviewRows } from '../codat-mapping/review-rows';
import { currentLocale } from '../i18n/locale';
import type { Breaking } from '../instances/breaking-changes';
import { confirmationQuestion } from '../instances/confirmation';
import { countLinked, countOf } from '../instances/count-linked';
import { type Intended, isBreaking, toBreaking, whyAskFirst } from '../instances/cut-off';
import { enableAfterSaving } from '../instances/enable-after-saving';
import { requireInstance } from '../instances/find-instance';
import { findOperation, type KnownOperation, requireApplied, requireAtRest } from '../instances/operations';
import { planSave, type SavePlan, saveQuestion } from '../instances/plan-save';
import { fingerprintOf } from '../instances/settings-look';
import { labelsOf, requireSettings } from '../instances/settings-state';
import { sealSettings, storeSettings } from '../instances/stored-settings';
import { writeSettings } from '../instances/write-settings';

const change = saveQuestion.extend({ confirmation: confirmationQuestion.optional() });

export const saveSettings = forViewer(
  'integrations:manage',
  change,
  async (viewer, input): Promise<SaveResult> => {
    const definition = requireSettings(input.key);
    const instance = await requireInstance(input.instance);
    const repeated = await findOperation(input.operation);
    if (repeated) return resultOfRepeated(repeated, definition.name);
    // Before Codat's map is read: counting takes its time, and what was read must not grow old before it is replaced.
    const linked = input.confirmation ? await countLinked(instance, definition) : null;

    const locale = await currentLocale();
    const plan = await planSave(instance, definition, input, locale);
    if (plan.kind !== 'plan') return plan;
    const { codat, subject, held, before, target, replaced, cleared, overridden } = plan;
    if (isSame(before, target)) {
      if (plan.entered.size + cleared.length === 0) return { kind: 'unchanged' };
      await keepInVault(plan, viewer.email, input.operation);
      return { kind: 'saved', fields: [], sent: false, verified: true, enabled: null, asksToEnable: false };
    }

    const operationId = input.operation;
    const intended: Intended = { ...plan, kind: 'save', viewer, instance, definition, operationId };
    const breaks = isBreaking(intended);
    const because = breaks ? await whyAskFirst(intended, linked, input.confirmation) : null;
    if (because) return { kind: 'needs-review', because };

    const breaking = breaks ? toBreaking(intended, linked) : null;
    const { verified } = await writeSettings({
      codat,
      subject,
      operationId,
      actor: viewer.email,
      name: definition.name,
      held,
      target,
      replaced,
      cleared,
      overridden,
      breaking,
    });
    const readBackAt = Date.now();
    const isFirst = !fromCodat(definition, held).configured;
    const enabled = isFirst ? await enableAfterSaving(instance, codat, definition, viewer.email) : null;
    const environment = String(plan.draft.values.environment ?? '');
    return {
      kind: 'saved',
      fields: labelsOf(definition, differences(before, target), environment, locale),
      receipt: { rows: toReviewRows(definition, before, target, locale), readBackAt },
      sent: true,
      verified,
      enabled,
      asksToEnable: enabled === false && !definition.enabledBySaving,
      ...cutOffBy(operationId, breaking),
    };
  },
);

function cutOffBy(change: string, breaking: Breaking | null) {
  const companies = countOf(breaking?.linked ?? null);
  return breaking && companies !== 0 ? { cutOff: { change, companies } } : {};
}

/** A secret for another environment than the one in use: Codat has no place for it, so nothing is sent. */
async function keepInVault(plan: SavePlan, actor: string, operationId: string): Promise<void> {
  const { subject, target, replaced, cleared, overridden } = plan;
  const before = await fingerprintOf(subject.instanceId, target);
  const pending = await sealSettings(subject, before, target, replaced, cleared);
  await recordActivity(
    {
      chain: subject.instanceId,
      actor,
      action: 'settings.save',
      phase: 'event',
      operationId,
      integrationKey: subject.integrationKey,
      outcome: 'applied',
      details: {
        vault: [...replaced.keys(), ...cleared].join(', '),
        sent: false,
        ...(overridden && { overridden }),
      },
    },
    async (trx) => {
      await requireAtRest(trx, subject, operationId);
      await storeSettings(trx, subject, pending, actor);
    },
  );
}

function resultOfRepeated(known: KnownOperation, name: string): SaveResult {
  requireApplied(known, { name, state: 'settings' });
  const { sent } = known;
  return { kind: 'saved', fields: [], sent, verified: true, enabled: null, asksToEnable: false };
}

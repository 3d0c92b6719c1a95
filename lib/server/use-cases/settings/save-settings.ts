import 'server-only';

import type { Integration } from '@/lib/integrations/define-integration';
import type { Draft } from '@/lib/integrations/draft';
import type { Locale } from '@/lib/integrations/locale';
import type { Enabling, SaveResult } from '@/lib/integrations/views';
import { type Actor, actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { differences, isSame } from '../../codat-mapping/compare';
import { fromCodat } from '../../codat-mapping/held-settings';
import { toReviewRows } from '../../codat-mapping/review-rows';
import { countLinked, countOf } from '../../companies/count-linked';
import type { InstanceRow } from '../../db/schema';
import { currentLocale } from '../../i18n/locale';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance } from '../../instances/find-instance';
import { enableAfterSaving } from '../../integrations/enable-after-saving';
import { readEnabled } from '../../integrations/enablement';
import { findOwed } from '../../integrations/owed-enablement';
import { bindRequest, type OperationRequest, requestOf } from '../../operations/operation-requests';
import { requireNoOpenOperation } from '../../operations/operations';
import { once, type RecordedOperation } from '../../operations/replay';
import { confirmationInput } from '../../review/confirmation';
import {
  findConfirmationReason,
  isDisruptive,
  type PlannedChange,
  toDisruption,
} from '../../review/planned-change';
import type { Disruption } from '../../settings/disruptive-changes';
import { fingerprintOf } from '../../settings/observe-settings';
import { planSave, type SavePlan, saveInput } from '../../settings/plan-save';
import { labelsOf, requireSettings } from '../../settings/settings-state';
import { sealSettings, storeSettings } from '../../settings/stored-settings';
import { writeSettings } from '../../settings/write-settings';

const change = saveInput.extend({ confirmation: confirmationInput.optional() });

export const saveSettings = forViewer(
  'integrations:manage',
  change,
  async (viewer, input): Promise<SaveResult> => {
    const definition = requireSettings(input.key);
    const instance = await requireWrittenInstance(input);
    const locale = await currentLocale();
    const { basis, draft, override } = input;
    const request = await requestOf({
      id: input.operation,
      viewer,
      instance,
      kind: 'save',
      subject: definition.key,
      asked: { basis, draft, override },
    });
    const write = async (): Promise<SaveResult> => {
      // Counting is slow, so it precedes reading Codat's map, which must not go stale before it is replaced.
      const linked = input.confirmation ? await countLinked(instance, definition) : null;

      const plan = await planSave(input, { instance, definition, locale });
      if (plan.kind !== 'plan') return plan;
      const { codat, subject, held, before, target, replaced, cleared, acknowledged } = plan;
      if (isSame(before, target)) {
        if (plan.entered.size + cleared.length === 0) return { kind: 'unchanged' };
        await storeWithoutSending(plan, actorOf(viewer), request);
        return {
          kind: 'saved',
          fields: [],
          sent: false,
          verified: true,
          enabled: null,
          offersEnabling: false,
        };
      }

      const operationId = input.operation;
      const intended: PlannedChange = { ...plan, kind: 'save', viewer, instance, definition, operationId };
      const breaks = isDisruptive(intended);
      const reason = breaks ? await findConfirmationReason(intended, linked, input.confirmation) : null;
      if (reason) return { kind: 'needs-review', reason };
      if (breaks && instance.kind === 'live') await requireFreshSignIn(viewer);

      const breaking = breaks ? toDisruption(intended, linked) : null;
      const isFirst = !fromCodat(definition, held).configured;
      const enables = isFirst && definition.enabledBySaving === true;
      const { verified } = await writeSettings({
        codat,
        subject,
        request,
        actor: actorOf(viewer),
        name: definition.name,
        held,
        target,
        replaced,
        cleared,
        acknowledged,
        isFirst,
        enables,
        breaking,
      });
      const readBackAt = Date.now();
      const saved = { instance, codat, integration: definition, actor: actorOf(viewer) };
      const enabling = isFirst ? await enableAfterSaving(saved, enables) : null;
      return {
        kind: 'saved',
        fields: labelsOf(
          definition,
          { names: differences(before, target), environment: environmentOf(plan.draft) },
          locale,
        ),
        receipt: { rows: toReviewRows(definition, { before, after: target }, locale), readBackAt },
        sent: true,
        verified,
        ...toReceipt(enabling),
        ...cutOffBy(operationId, breaking),
      };
    };
    return once<SaveResult>({
      request,
      write,
      facts: () => ({ name: definition.name, state: 'settings' }),
      replay: (recorded) => toReplayed({ recorded, request, instance, definition, draft, locale }),
      mayBeOwnEffect: ({ kind }) => kind === 'conflict' || kind === 'needs-review',
    });
  },
);

/** Says nothing of the toggle if `enabling` is null, which means that this was not a first save. */
function toReceipt(enabling: Enabling | null) {
  const kind = enabling?.kind;
  return {
    enabled: kind === 'enabled' ? true : kind === 'disabled' || kind === 'refused' ? false : null,
    offersEnabling: kind === 'disabled',
    ...((enabling?.kind === 'pending' || enabling?.kind === 'refused') && { notEnabled: enabling }),
  };
}

function cutOffBy(change: string, breaking: Disruption | null) {
  const companies = countOf(breaking?.linked ?? null);
  return breaking && companies !== 0 ? { cutOff: { change, companies } } : {};
}

/** Stores a secret for an environment that is not in use. Codat has no place for it, so nothing is sent. */
async function storeWithoutSending(plan: SavePlan, actor: Actor, request: OperationRequest): Promise<void> {
  const { subject, target, replaced, cleared, acknowledged } = plan;
  const before = await fingerprintOf(subject.instanceId, target);
  const pending = await sealSettings(subject, { before, map: target, replaced, cleared });
  await recordActivity(
    {
      chain: subject.instanceId,
      actor,
      action: 'settings.save',
      phase: 'event',
      operationId: request.id,
      integrationKey: subject.integrationKey,
      outcome: 'applied',
      details: {
        vault: [...replaced.keys(), ...cleared].join(', '),
        sent: false,
        ...(acknowledged && { overridden: acknowledged }),
      },
    },
    async (trx) => {
      await bindRequest(trx, request);
      await requireNoOpenOperation(trx, subject);
      await storeSettings(trx, subject, { pending, savedBy: actor });
    },
  );
}

type Replayed = {
  readonly recorded: RecordedOperation;
  readonly request: OperationRequest;
  readonly instance: InstanceRow;
  readonly definition: Integration;
  readonly draft: unknown;
  readonly locale: Locale;
};

/** Returns the recorded result. Only the toggle is read from Codat, as it may have changed since. */
async function toReplayed(replayed: Replayed): Promise<SaveResult> {
  const { request, instance, definition, draft, locale } = replayed;
  const { sent, details } = replayed.recorded;
  if (!sent) return { kind: 'saved', fields: [], sent, verified: true, enabled: null, offersEnabling: false };
  const names = String(details.codat ?? '')
    .split(', ')
    .filter((changed) => changed !== '');
  const { companies } = details;
  return {
    kind: 'saved',
    // This very draft was saved, so it is valid.
    fields: labelsOf(
      definition,
      { names, environment: environmentOf(draft as Pick<Draft, 'values'>) },
      locale,
    ),
    sent,
    verified: details.verified === true,
    ...(details.first === true ? await enabledNow(instance, definition) : toReceipt(null)),
    ...(companies !== undefined &&
      companies !== 0 && {
        cutOff: { change: request.id, companies: typeof companies === 'number' ? companies : null },
      }),
  };
}

async function enabledNow(instance: InstanceRow, { key, enabledBySaving }: Integration) {
  const enabled = await readEnabled(await codatClientFor(instance), key);
  if (enabled === true) return toReceipt({ kind: 'enabled' });
  if (await findOwed({ instanceId: instance.id, integrationKey: key })) return toReceipt({ kind: 'pending' });
  return { enabled, offersEnabling: enabled === false && !enabledBySaving };
}

function environmentOf({ values }: Pick<Draft, 'values'>): string {
  return String(values.environment ?? '');
}

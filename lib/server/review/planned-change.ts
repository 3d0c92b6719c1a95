import 'server-only';

import type { Integration } from '@/lib/integrations/define-integration';
import type {
  Confirmation,
  ConfirmationReason,
  Review,
  ReviewKind,
  ReviewRow,
} from '@/lib/integrations/review';
import { disruptedFields } from '../codat-mapping/disrupted-fields';
import { fromCodat } from '../codat-mapping/held-settings';
import type { Linked } from '../companies/count-linked';
import type { InstanceRow } from '../db/schema';
import { toShownInstance } from '../instances/to-shown-instance';
import type { Disruption } from '../settings/disruptive-changes';
import { fingerprintOf } from '../settings/observe-settings';
import type { Reading } from '../settings/plan-save';
import { toCanonicalJson } from '../vault/canonical-json';
import { fingerprint, type SecretMap } from '../vault/vault';
import {
  type ConfirmationClaims,
  type ConfirmationRule,
  checkConfirmation,
  requiresTypedConfirmation,
  signConfirmation,
  type Tally,
} from './confirmation';

// A write that may cut customers off, as it is reviewed and as it is written: both are made here from readings of their
// own, so that a confirmation of the one fits the other exactly where they are the same.

export type PlannedChange = Pick<Reading, 'held' | 'state'> & {
  readonly kind: Exclude<ReviewKind, 'disabling'>;
  readonly viewer: { readonly userId: string };
  readonly instance: InstanceRow;
  readonly definition: Integration;
  readonly operationId: string;
  readonly before: SecretMap;
  readonly target: SecretMap;
  /** The input that the target was made from, and anything else that was asked for: a draft. */
  readonly asked: unknown;
};

export function isDisruptive({ definition, before, target }: PlannedChange): boolean {
  return disruptedFields(definition, before, target).length > 0;
}

/** Null where it may be written. */
export async function findConfirmationReason(
  intended: PlannedChange,
  linked: Linked | null,
  confirmation: Confirmation | undefined,
): Promise<ConfirmationReason | null> {
  return checkConfirmation(confirmation, {
    reviewed: await claimsOf(intended),
    rule: confirmationRuleOf(intended),
    now: toTally(linked),
  });
}

export async function toReview(
  intended: PlannedChange,
  rows: readonly ReviewRow[],
  linked: Linked | null,
): Promise<Review> {
  const { kind, instance, definition } = intended;
  const tally = toTally(linked);
  const demand = confirmationRuleOf(intended);
  const { from, to } = environmentsOf(intended);
  return {
    kind,
    name: definition.name,
    instance: toShownInstance(instance),
    from,
    to,
    rows,
    affected: toAffected(linked),
    phrase: requiresTypedConfirmation(demand, tally) ? demand.phrase : null,
    token: signConfirmation(await claimsOf(intended), tally),
  };
}

export function toAffected(linked: Linked | null): Review['affected'] {
  if (!linked) return null;
  const names = linked.companies.map(({ name }) => name).sort((one, other) => one.localeCompare(other));
  return { count: names.length, isComplete: linked.isComplete, names, at: linked.at };
}

export function toDisruption(intended: PlannedChange, linked: Linked | null): Disruption {
  const { from, to } = environmentsOf(intended);
  const kind = intended.kind === 'deletion' ? 'deletion' : from === to ? 'credentials' : 'environment';
  return { kind, fromEnvironment: from, toEnvironment: to, linked };
}

/** If the count failed, no customer is known. */
function toTally(linked: Linked | null): Tally {
  return { known: linked?.companies.length ?? 0, isComplete: linked?.isComplete ?? false };
}

async function claimsOf(intended: PlannedChange): Promise<ConfirmationClaims> {
  const { kind, viewer, instance, definition, operationId, held, state, target, asked } = intended;
  return {
    kind,
    userId: viewer.userId,
    instanceId: instance.id,
    integrationKey: definition.key,
    operationId,
    version: state.stored.version,
    before: await fingerprintOf(instance.id, held),
    after: await fingerprintOf(instance.id, target),
    asked: await fingerprint(instance.id, toCanonicalJson(asked)),
  };
}

/** Environments with real customers require a typed phrase; a deletion always requires the integration's name. */
function confirmationRuleOf(intended: PlannedChange): ConfirmationRule {
  const { kind, definition } = intended;
  if (kind === 'deletion') return { phrase: definition.name, always: true };
  const { from, to } = environmentsOf(intended);
  const isChosen = Array.isArray(definition.environments);
  const real = ['production', 'live'];
  return {
    phrase: isChosen && to && to !== 'not-stated' ? to : definition.name,
    always: [from, to].some((environment) => environment !== null && real.includes(environment)),
  };
}

function environmentsOf({ definition, before, target }: PlannedChange) {
  const from = fromCodat(definition, before).environment;
  const to = fromCodat(definition, target).environment;
  return { from, to };
}

import 'server-only';

import type { Integration } from '@/lib/integrations/define-integration';
import type { Confirmation, Review, ReviewKind, ReviewReason, ReviewRow } from '@/lib/integrations/review';
import { brokenBy } from '../codat-mapping/disrupted-fields';
import { fromCodat } from '../codat-mapping/held-settings';
import type { Linked } from '../companies/count-linked';
import type { InstanceRow } from '../db/schema';
import type { Breaking } from '../settings/disruptive-changes';
import { fingerprintOf } from '../settings/observe-settings';
import type { Reading } from '../settings/plan-save';
import { fingerprint, type SecretMap } from '../vault/vault';
import { type Demand, needsWord, type Reviewed, reasonToAsk, sealReview, type Tally } from './confirmation';

// A write that may cut customers off, as it is reviewed and as it is written: both are made here from readings of their
// own, so that a confirmation of the one fits the other exactly where they are the same.

export type Intended = Pick<Reading, 'held' | 'state'> & {
  readonly kind: Exclude<ReviewKind, 'disabling'>;
  readonly viewer: { readonly userId: string };
  readonly instance: InstanceRow;
  readonly definition: Integration;
  readonly operationId: string;
  readonly before: SecretMap;
  readonly target: SecretMap;
  /** What the target was made from, and what was asked for besides: a draft. */
  readonly asked: unknown;
};

export function isBreaking({ definition, before, target }: Intended): boolean {
  return brokenBy(definition, before, target).length > 0;
}

/** Null where it may be written. */
export async function whyAskFirst(
  intended: Intended,
  linked: Linked | null,
  confirmation: Confirmation | undefined,
): Promise<ReviewReason | null> {
  return reasonToAsk(await reviewedOf(intended), demandOf(intended), toTally(linked), confirmation);
}

export async function toReview(
  intended: Intended,
  rows: readonly ReviewRow[],
  linked: Linked | null,
): Promise<Review> {
  const { kind, instance, definition } = intended;
  const tally = toTally(linked);
  const demand = demandOf(intended);
  const { from, to } = environmentsOf(intended);
  return {
    kind,
    name: definition.name,
    instance: { name: instance.name, colour: instance.colour },
    from,
    to,
    rows,
    hit: toHit(linked),
    word: needsWord(demand, tally) ? demand.word : null,
    token: sealReview(await reviewedOf(intended), tally),
  };
}

export function toHit(linked: Linked | null): Review['hit'] {
  if (!linked) return null;
  const names = linked.companies.map(({ name }) => name).sort((one, other) => one.localeCompare(other));
  return { count: names.length, isComplete: linked.isComplete, names, at: linked.at };
}

export function toBreaking(intended: Intended, linked: Linked | null): Breaking {
  const { from, to } = environmentsOf(intended);
  const kind = intended.kind === 'deletion' ? 'deletion' : from === to ? 'credentials' : 'environment';
  return { kind, fromEnvironment: from, toEnvironment: to, linked };
}

/** Where nobody could be counted, nobody is known. */
function toTally(linked: Linked | null): Tally {
  return { known: linked?.companies.length ?? 0, isComplete: linked?.isComplete ?? false };
}

async function reviewedOf(intended: Intended): Promise<Reviewed> {
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
    asked: await fingerprint(instance.id, JSON.stringify(asked)),
  };
}

/** Where real customers are, a word has to be typed; and to delete, always that of the integration. */
function demandOf(intended: Intended): Demand {
  const { kind, definition } = intended;
  if (kind === 'deletion') return { word: definition.name, always: true };
  const { from, to } = environmentsOf(intended);
  const isChosen = Array.isArray(definition.environments);
  const real = ['production', 'live'];
  return {
    word: isChosen && to && to !== 'not-stated' ? to : definition.name,
    always: [from, to].some((environment) => environment !== null && real.includes(environment)),
  };
}

function environmentsOf({ definition, before, target }: Intended) {
  const from = fromCodat(definition, before).environment;
  const to = fromCodat(definition, target).environment;
  return { from, to };
}

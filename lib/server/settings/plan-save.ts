import 'server-only';

import { z } from 'zod';
import type { Integration } from '@/lib/integrations/define-integration';
import { type Draft, secretFields } from '@/lib/integrations/draft';
import type { Locale } from '@/lib/integrations/locale';
import type { FieldError, SaveResult } from '@/lib/integrations/views';
import type { CodatClient } from '../codat/client';
import { statedEnvironment } from '../codat-mapping/draft-values';
import { toCodat } from '../codat-mapping/merge';
import type { InstanceRow } from '../db/schema';
import { codatClientFor } from '../instances/codat-client-for';
import { writtenInstance } from '../instances/find-instance';
import { latestActivitySeq, type ReadSubject } from '../operations/operations';
import { requireReconciled } from '../operations/reconcile';
import type { Secret } from '../secret';
import type { SecretMap } from '../vault/vault';
import { lintSubmittedKeys } from './lint-submitted-keys';
import { integrationOperations } from './settings-operations';
import { basisOf, changedSince, labelsOf, readSettingsState, type SettingsState } from './settings-state';
import type { Subject } from './stored-settings';
import { parseDraft, submittedDraft } from './submitted-draft';

// Plans a save without saving: the result of a draft if it were saved now. The review and the save use the same plan,
// each on readings of its own.

export const saveInput = z.object({
  ...writtenInstance,
  key: z.string().max(100),
  /** Made with the form: the same draft sent twice is one write. */
  operation: z.uuid(),
  basis: z.object({
    version: z.number().int().nonnegative(),
    fingerprint: z.string().max(100),
    /** Codat sets no limit to the names in its map; the proxy does, to the whole request. */
    parts: z.record(z.string(), z.string().max(100)),
  }),
  draft: submittedDraft,
  /** Doubts about keys that the person saves over, each as `field/doubt`. */
  override: z.array(z.string().max(100)).max(50).default([]),
});

type Question = Pick<z.output<typeof saveInput>, 'key' | 'basis' | 'draft' | 'override'>;

/** Codat's map and ours, read for one write. */
export type Reading = {
  readonly codat: CodatClient;
  readonly subject: Subject & ReadSubject;
  readonly held: SecretMap;
  readonly state: SettingsState;
};

export type SavePlan = Reading & {
  readonly kind: 'plan';
  readonly draft: Draft<Secret>;
  /** Codat's map, in clear as far as it is known, and the map it would hold. */
  readonly before: SecretMap;
  readonly target: SecretMap;
  readonly replaced: SecretMap;
  readonly cleared: readonly string[];
  /** Those of them that a user has typed. */
  readonly entered: SecretMap;
  /** The doubts about keys that this goes over. */
  readonly acknowledged: string;
  readonly asked: readonly [Draft<Secret>, string];
};

/** Nothing of this integration is open, and all that follows rests on what is read here. */
export async function readForWrite(instance: InstanceRow, definition: Integration): Promise<Reading> {
  await requireReconciled(integrationOperations, { instance, key: definition.key });
  const subject = {
    instanceId: instance.id,
    integrationKey: definition.key,
    readAtSeq: await latestActivitySeq(instance.id),
  };
  const codat = await codatClientFor(instance);
  const held = await codat.getCredentials(definition.key);
  return { codat, subject, held, state: await readSettingsState(definition, held, subject) };
}

type SaveContext = {
  readonly instance: InstanceRow;
  readonly definition: Integration;
  /** The language of the fields' names in the answer. */
  readonly locale: Locale;
};

/** The plan, or why there can be none. */
export async function planSave(
  input: Question,
  { instance, definition, locale }: SaveContext,
): Promise<SavePlan | SaveResult> {
  const reading = await readForWrite(instance, definition);
  const { held, state } = reading;
  const labels = (names: readonly string[], environment: string | undefined) =>
    labelsOf(definition, { names, environment }, locale);

  const now = await basisOf(state);
  if (now.version !== input.basis.version || now.fingerprint !== input.basis.fingerprint) {
    return {
      kind: 'conflict',
      fields: labels(changedSince(input.basis, now), statedEnvironment(held)),
      basis: now,
    };
  }
  const parsed = parseDraft(definition, new Set(state.secrets.keys()), input.draft);
  if (!parsed.success) return { kind: 'invalid', fieldErrors: parsed.issues.map(toTrouble) };
  const { draft } = parsed;

  const { blocking, acknowledged } = await lintSubmittedKeys(
    definition,
    { draft, override: input.override },
    state,
  );
  if (blocking.length > 0) return { kind: 'key-rejected', findings: blocking };

  const entered = enteredSecrets(definition, draft);
  const lastSeen = state.stored.lastSeen ?? new Map();
  const merge = toCodat(definition, draft, { held, secrets: state.secrets, lastSeen });
  const environment = String(draft.values.environment ?? '');
  if (merge.kind === 'masked') return { kind: 'needs-values', fields: labels(merge.names, environment) };

  const isCleared = (field: string) => draft.secrets[field]?.intent === 'clear';
  const adopted = [...state.adopted].filter(([field]) => !isCleared(field));
  return {
    kind: 'plan',
    ...reading,
    draft,
    before: merge.before,
    target: merge.map,
    replaced: new Map([...adopted, ...entered]),
    cleared: clearedSecrets(definition, draft).filter((field) => state.stored.secrets.has(field)),
    entered,
    acknowledged,
    asked: [draft, acknowledged],
  };
}

function enteredSecrets(definition: Integration, draft: Draft<Secret>): Map<string, Secret> {
  return new Map(
    secretFields(definition).flatMap(({ name }) => {
      const wanted = draft.secrets[name];
      return wanted?.intent === 'replace' ? [[name, wanted.value] as const] : [];
    }),
  );
}

function clearedSecrets(definition: Integration, draft: Draft<Secret>): string[] {
  return secretFields(definition)
    .filter(({ name }) => draft.secrets[name]?.intent === 'clear')
    .map(({ name }) => name);
}

function toTrouble(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): FieldError {
  return { field: String(issue.path[1] ?? ''), problem: issue.message };
}

import 'server-only';

import type { Integration } from '@/lib/integrations/define-integration';
import { type Draft, isIdentifier, type SecretIntent } from '@/lib/integrations/draft';
import {
  enteredKeys,
  type KeyFinding,
  lintKeys,
  sameAsId,
  sameSecret,
} from '@/lib/integrations/keys/key-lint';
import { warningId } from '@/lib/integrations/keys/key-rules';
import type { FoundInKey } from '@/lib/integrations/views';
import { toDraftValues } from '../codat-mapping/draft-values';
import { Secret } from '../secret';
import { fingerprintSecret } from '../vault/vault';
import type { SettingsState } from './settings-state';

// The rules of the browser once more, and what only the server can tell: whether an entered key is one that is stored
// already. Values are compared by their keyed fingerprints, and none is repeated in what is answered or recorded.

export type JudgedKeys = {
  /** Findings to put right, or to acknowledge by name, before anything is saved. */
  readonly blocking: readonly FoundInKey[];
  /** The doubts that this save goes over: their names and fields. */
  readonly acknowledged: string;
};

type Submitted = {
  readonly draft: Draft<Secret>;
  /** Names doubts as `field/doubt`; an error can't be acknowledged. */
  readonly override: readonly string[];
};

export async function lintSubmittedKeys(
  definition: Integration,
  { draft: submitted, override }: Submitted,
  state: SettingsState,
): Promise<JudgedKeys> {
  const draft = toClear(submitted);
  const form = {
    fields: definition.fields,
    values: toDraftValues(definition, state.held, state.stored.lastSeen),
  };
  const own = lintKeys(form, draft);
  const isRefused = (field: string) => own.some((one) => one.field === field && one.level === 'error');
  const stored = (await besideStored(form, draft, state)).filter(({ field }) => !isRefused(field));
  const findings = [...own, ...stored];
  const isAcknowledged = (finding: KeyFinding) =>
    finding.level === 'warning' && override.includes(warningId(finding));
  const blocks = findings.some((finding) => !isAcknowledged(finding));
  return {
    blocking: blocks ? findings.map(toAnswer) : [],
    acknowledged: findings.filter(isAcknowledged).map(warningId).join(', '),
  };
}

/** Against the secrets that this save leaves where they are. */
async function besideStored(
  form: Parameters<typeof enteredKeys>[0],
  draft: Draft,
  state: SettingsState,
): Promise<KeyFinding[]> {
  const { instanceId } = state.subject;
  const kept = await Promise.all(
    [...state.secrets]
      .filter(([field]) => draft.secrets[field]?.intent === 'keep')
      .map(async ([field, value]) => ({ field, print: await fingerprintSecret(instanceId, value) })),
  );
  const found = enteredKeys(form, draft).map(async ({ field, value }): Promise<KeyFinding[]> => {
    const print = await fingerprintSecret(instanceId, new Secret(value));
    const twin = kept.find((other) => other.print === print);
    if (!twin) return [];
    return [isIdentifier(field) ? sameAsId(field.name, twin.field) : sameSecret(field.name, twin.field)];
  });
  return (await Promise.all(found)).flat();
}

/** The rules are those of the browser and judge strings; none of these leaves this file. */
function toClear({ values, secrets }: Draft<Secret>): Draft {
  const clear = Object.entries(secrets).map(([field, wanted]): [string, SecretIntent] => [
    field,
    wanted.intent === 'replace' ? { intent: 'replace', value: wanted.value.reveal() } : wanted,
  ]);
  return { values, secrets: Object.fromEntries(clear) };
}

/** Keeps only the facts that are no part of a value: the browser has the others at hand. */
function toAnswer({ field, code, level, facts }: KeyFinding): FoundInKey {
  return { field, code, level, facts: facts.other === undefined ? {} : { other: facts.other } };
}

import 'server-only';

import { hasSettings, type Integration } from '@/lib/integrations/define-integration';
import { secretFields } from '@/lib/integrations/draft';
import type { Field } from '@/lib/integrations/fields';
import { findIntegration } from '@/lib/integrations/registry';
import type { Basis } from '@/lib/integrations/views';
import { canonicalParts, differences, isSameValue } from '../codat-mapping/compare';
import { isReadable, statedEnvironment } from '../codat-mapping/draft-values';
import { propertyOf } from '../codat-mapping/property-names';
import { AppError } from '../errors';
import type { Secret } from '../secret';
import { fingerprint, type SecretMap } from '../vault/vault';
import { fingerprintOf } from './observe-settings';
import { readStoredSettings, type StoredSecret, type StoredSettings, type Subject } from './stored-settings';

// Codat's map and what we keep, seen together: which secrets count as stored, what a form rests on, what was changed
// outside.

export type SettingsState = {
  readonly subject: Subject;
  readonly held: SecretMap;
  readonly stored: StoredSettings;
  /** Keyed by field: Codat's value if it is in clear for the slot in use, otherwise the vault's. */
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly inUse: ReadonlyMap<string, Secret>;
  /** In use at Codat and not so in the vault: kept there from the next save on. A damaged record stays as it is. */
  readonly adopted: ReadonlyMap<string, Secret>;
};

const partLength = 16;

export function requireSettings(key: string): Integration {
  const definition = findIntegration(key);
  if (!definition || !hasSettings(definition)) throw new AppError('not-found');
  return definition;
}

export async function readSettingsState(
  integration: Integration,
  held: SecretMap,
  subject: Subject,
): Promise<SettingsState> {
  const stored = await readStoredSettings(subject);
  const inUse = secretsInUse(integration, held);
  const secrets = new Map<string, Secret>();
  for (const [field, { value }] of stored.secrets) if (value) secrets.set(field, value);
  for (const [field, value] of inUse) secrets.set(field, value);
  const adopted = new Map([...inUse].filter(([field, value]) => !isKept(stored.secrets.get(field), value)));
  return { subject, held, stored, secrets, inUse, adopted };
}

/** Returns the state that a form rests on. A save based on another state is a conflict, and `parts` names its keys. */
export async function basisOf({ subject, held, stored }: SettingsState): Promise<Basis> {
  const parts = await Promise.all(
    canonicalParts(held).map(async ([name, text]) => {
      const digest = await fingerprint(subject.instanceId, text);
      return [name, digest.slice(0, partLength)] as const;
    }),
  );
  return {
    version: stored.version,
    fingerprint: await fingerprintOf(subject.instanceId, held),
    parts: Object.fromEntries(parts),
  };
}

/** Codat's names of what changed between two readings. */
export function changedSince(before: Basis, now: Basis): string[] {
  const names = new Set([...Object.keys(before.parts), ...Object.keys(now.parts)]);
  return [...names].filter((name) => before.parts[name] !== now.parts[name]);
}

/** Codat's names of what is not as we last confirmed it; nothing where we never saved. */
export function driftedFields({ held, stored }: SettingsState): string[] {
  return stored.lastSeen ? differences(held, stored.lastSeen) : [];
}

/** Codat's names of some keys; the environment decides which field each belongs to. */
type CodatNames = { readonly names: readonly string[]; readonly environment: string | undefined };

/** Returns Switchboard's label for each of Codat's names, or the name itself if it belongs to no field. */
export function labelsOf(
  integration: Integration,
  { names, environment }: CodatNames,
  locale: 'en' | 'fr',
): string[] {
  return names.map((name) => {
    const field = integration.fields.find((known) => propertyOf(known, environment) === name);
    return field ? labelOf(field, locale) : name;
  });
}

export function fieldLabels(
  integration: Integration,
  names: readonly string[],
  locale: 'en' | 'fr',
): string[] {
  return integration.fields.filter(({ name }) => names.includes(name)).map((field) => labelOf(field, locale));
}

function labelOf({ label }: Field, locale: 'en' | 'fr'): string {
  return typeof label === 'string' ? label : label[locale];
}

function isKept(kept: StoredSecret | undefined, value: Secret): boolean {
  return kept !== undefined && (kept.value === null || isSameValue(kept.value, value));
}

function secretsInUse(integration: Integration, held: SecretMap): Map<string, Secret> {
  const environment = statedEnvironment(held);
  return new Map(
    secretFields(integration).flatMap((field) => {
      const property = propertyOf(field, environment);
      const value = property === null ? undefined : held.get(property);
      return isReadable(value) ? [[field.name, value] as const] : [];
    }),
  );
}

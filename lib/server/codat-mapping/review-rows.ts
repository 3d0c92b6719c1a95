import 'server-only';

import type { Integration, ShownEnvironment } from '@/lib/integrations/define-integration';
import type { Field } from '@/lib/integrations/fields';
import type { Locale } from '@/lib/integrations/locale';
import type { ReviewRow, ReviewValue } from '@/lib/integrations/review';
import type { Secret } from '../secret';
import type { CodatMap } from './codat-map';
import { statedEnvironment } from './draft-values';
import { isMasked } from './masking';
import { propertyOf } from './property-names';

// The changes, before and after, for a user to read. A secret is shown by its hint; so is a value that belongs to no
// field, since it may be one.

type Change = { readonly before: CodatMap; readonly after: CodatMap };

const nothing: ReviewValue = { kind: 'none' };

export function toReviewRows(
  integration: Integration,
  { before, after }: Change,
  locale: Locale,
): ReviewRow[] {
  const names = new Set([...order(integration, after), ...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [old, next] = [before.get(name), after.get(name)];
    if (!old && !next) return [];
    const was = fieldOf(integration, name, before);
    const becomes = fieldOf(integration, name, after);
    // The same secret in another slot, as Plaid's of another environment, is a change as well.
    if (old && next && old.equals(next) && was === becomes) return [];
    return {
      label: labelOf([was, becomes], locale) || name,
      before: show(old, was, locale),
      after: show(next, becomes, locale),
    };
  });
}

type VaultChange = {
  readonly map: CodatMap;
  readonly stored: ReadonlyMap<string, Secret>;
  readonly entered: ReadonlyMap<string, Secret>;
  readonly cleared: readonly string[];
};

/** Returns the rows for secrets that stay in the vault, as Codat's map has no place for them. */
export function toVaultRows(
  integration: Integration,
  { map, stored, entered, cleared }: VaultChange,
  locale: Locale,
): ReviewRow[] {
  const environment = statedEnvironment(map);
  return integration.fields.flatMap((field) => {
    const next = entered.get(field.name);
    if (!next && !cleared.includes(field.name)) return [];
    if (propertyOf(field, environment) !== null) return [];
    return {
      label: words(field, locale),
      before: hintOf(stored.get(field.name)),
      after: hintOf(next),
    };
  });
}

/** Puts the environment first, as on the page: the others follow from it. */
function order(integration: Integration, map: CodatMap): string[] {
  const environment = statedEnvironment(map);
  const properties = integration.fields.map((field) => propertyOf(field, environment));
  return ['environment', ...properties.filter((name) => name !== null)];
}

function fieldOf(integration: Integration, name: string, map: CodatMap): Field | null {
  const environment = statedEnvironment(map);
  return integration.fields.find((field) => propertyOf(field, environment) === name) ?? null;
}

function show(secret: Secret | undefined, field: Field | null, locale: Locale): ReviewValue {
  const text = secret?.reveal() ?? '';
  if (!secret || text === '') return nothing;
  if (!field || field.kind === 'secret' || isMasked(text)) return hintOf(secret);
  if (field.kind === 'toggle') return { kind: 'toggle', isOn: text === 'true' };
  if (field.name === 'environment') return environmentOf(field, text);
  const option = field.kind === 'choice' ? field.options.find(({ value }) => value === text) : undefined;
  return { kind: 'text', text: option ? option.label[locale] : text };
}

function environmentOf(field: Field, text: string): ReviewValue {
  const known = field.kind === 'select' && field.options.includes(text);
  return known ? { kind: 'environment', environment: text as ShownEnvironment } : { kind: 'text', text };
}

function hintOf(secret: Secret | undefined): ReviewValue {
  return secret ? { kind: 'secret', hint: secret.hint() } : nothing;
}

/** Names both slots if a secret moves from one to the other. */
function labelOf(slots: readonly (Field | null)[], locale: Locale): string {
  const labels = slots.filter((field) => field !== null).map((field) => words(field, locale));
  return [...new Set(labels)].join(' → ');
}

function words({ label }: Field, locale: Locale): string {
  return typeof label === 'string' ? label : label[locale];
}

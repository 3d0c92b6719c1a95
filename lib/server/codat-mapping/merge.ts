import 'server-only';

import type { Integration } from '@/lib/integrations/define-integration';
import { type Draft, isShown, normalizeCodes, type SecretIntent } from '@/lib/integrations/draft';
import type { Field } from '@/lib/integrations/fields';
import { Secret } from '../secret';
import type { CodatMap } from './codat-map';
import { valuesOf } from './draft-values';
import { agrees, isMasked } from './masking';
import { propertyOf } from './property-names';
import { type Unmasked, unmask } from './unmask';

// toCodat: what the form manages, over what Codat holds. Keys that we don't know travel through untouched. A value
// that came back masked is never sent: the one we remember takes its place, or the save is refused by its name.

export type Merge =
  /** `before`: what Codat holds, in clear as far as we know it. */
  | { readonly kind: 'merged'; readonly map: CodatMap; readonly before: CodatMap }
  /** Keys that Codat answered masked and whose value we have never seen. */
  | { readonly kind: 'masked'; readonly names: readonly string[] };

export type Known = {
  /** The map that Codat answered now. */
  readonly held: CodatMap;
  /** The secrets in our vault, by field. */
  readonly secrets: ReadonlyMap<string, Secret>;
  /** The last map of Codat that we have seen in clear. */
  readonly lastSeen: CodatMap;
};

export function toCodat(integration: Integration, draft: Draft<Secret>, known: Known): Merge {
  const { held } = known;
  const unmasked = unmask(held, known.lastSeen);
  const next = new Map(unmasked.map);
  const shown = { values: valuesOf(integration, unmasked) };
  const environment = draft.values.environment;
  for (const field of integration.fields) {
    const property = propertyOf(field, environment);
    if (property === null) continue;
    if (field.kind === 'secret') {
      if (!staysInPlace(field, draft, held)) {
        placeSecret(next, property, {
          wanted: draft.secrets[field.name],
          stored: known.secrets.get(field.name),
        });
      }
      continue;
    }
    const value = asText(field, draft);
    // A value left as the form showed it stays as Codat holds it: a save changes only what the user changed.
    if (held.size > 0 && value === asText(field, shown)) continue;
    if (value === '') next.delete(property);
    else next.set(property, new Secret(value));
  }
  return withoutMasks(next, unmasked, known.lastSeen);
}

/** True if the secret is kept and already in use. Codat's value then stays, since it may have been changed outside. */
function staysInPlace(field: Field, draft: Draft<Secret>, held: CodatMap): boolean {
  const inUse = propertyOf(field, held.get('environment')?.reveal());
  if (inUse === null || inUse !== propertyOf(field, draft.values.environment)) return false;
  return draft.secrets[field.name]?.intent === 'keep' && held.has(inUse);
}

type Choice = { readonly wanted: SecretIntent<Secret> | undefined; readonly stored: Secret | undefined };

function placeSecret(next: Map<string, Secret>, property: string, { wanted, stored }: Choice): void {
  if (wanted?.intent === 'replace') next.set(property, wanted.value);
  else if (wanted?.intent === 'clear') next.delete(property);
  else if (stored) next.set(property, stored);
}

function asText(field: Field, draft: Pick<Draft, 'values'>): string {
  const value = draft.values[field.name];
  if (typeof value === 'boolean') return String(value);
  if (value === undefined || !isShown(field, draft)) return '';
  return field.kind === 'codes' ? normalizeCodes(value).join(',') : value.trim();
}

/** Left over from Codat, or typed: no mask goes out. */
function withoutMasks(
  map: Map<string, Secret>,
  { map: before, hidden }: Unmasked,
  lastSeen: CodatMap,
): Merge {
  const unknown: string[] = [];
  for (const [name, value] of map) {
    const isLeft = hidden.has(name) && value === before.get(name);
    if (!isLeft && !isMasked(value.reveal())) continue;
    const remembered = lastSeen.get(name);
    if (!isLeft && remembered && agrees(value.reveal(), remembered.reveal())) map.set(name, remembered);
    else unknown.push(name);
  }
  return unknown.length > 0 ? { kind: 'masked', names: unknown } : { kind: 'merged', map, before };
}

import 'server-only';

import type { Integration } from '@/lib/integrations/define-integration';
import type { Draft } from '@/lib/integrations/draft';
import type { Field } from '@/lib/integrations/fields';
import type { Secret } from '../secret';
import type { CodatMap } from './codat-map';
import { isMasked } from './masking';
import { propertyOf } from './property-names';
import { type Unmasked, unmask } from './unmask';

/** The form's initial values: Codat's, or the defaults. Never a secret. */
export function toDraftValues(
  integration: Integration,
  held: CodatMap,
  lastSeen: CodatMap | null,
): Draft['values'] {
  return valuesOf(integration, unmask(held, lastSeen ?? new Map()));
}

export function valuesOf(integration: Integration, { map, hidden }: Unmasked): Draft['values'] {
  const values: Record<string, string | boolean> = {};
  for (const field of integration.fields) {
    if (field.kind === 'secret') continue;
    const property = propertyOf(field, null) ?? field.name;
    const held = hidden.has(property) ? '' : (map.get(property)?.reveal() ?? '');
    const text = held === '' ? defaultText(field) : held;
    values[field.name] = field.kind === 'toggle' ? text === 'true' : text;
  }
  return values;
}

export function defaultText(field: Field): string {
  if (field.kind === 'toggle') return 'false';
  return field.kind === 'choice' ? (field.options[0]?.value ?? '') : '';
}

export function statedEnvironment(held: CodatMap): string | undefined {
  return held.get('environment')?.reveal();
}

/** In clear, and there at all. */
export function isReadable(value: Secret | undefined): value is Secret {
  const text = value?.reveal() ?? '';
  return text !== '' && !isMasked(text);
}

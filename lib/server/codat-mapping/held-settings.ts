import 'server-only';

import type { EnvironmentName, Integration, ShownEnvironment } from '@/lib/integrations/define-integration';
import type { Field } from '@/lib/integrations/fields';
import type { Secret } from '../secret';
import { propertyOf } from './property-names';

// Translates Codat's map of strings into a definition's fields. Only this file and property-names.ts know how Codat
// spells them.

export type HeldSettings = {
  readonly configured: boolean;
  readonly environment: ShownEnvironment | null;
  readonly values: readonly { readonly field: Field; readonly value: Secret }[];
  /** Keys that belong to no field; a save has to carry them through untouched. */
  readonly otherKeys: readonly string[];
};

export function fromCodat(integration: Integration, map: ReadonlyMap<string, Secret>): HeldSettings {
  const environment = environmentOf(integration, map);
  const held = integration.fields
    .map((field) => ({ field, property: propertyOf(field, environment) }))
    .filter(({ property }) => property !== null && map.get(property)?.isEmpty === false);
  const properties = new Set(held.map(({ property }) => property));
  return {
    configured: isConfigured(integration, map, environment),
    environment,
    values: held.map(({ field, property }) => ({ field, value: map.get(property as string) as Secret })),
    otherKeys: [...map.keys()].filter((name) => !properties.has(name)),
  };
}

/** Set up once: everything that must be there is there, or, where nothing must, anything at all. */
function isConfigured(
  integration: Integration,
  map: ReadonlyMap<string, Secret>,
  environment: ShownEnvironment | null,
): boolean {
  const needed = integration.fields
    .filter((field) => field.required && field.kind !== 'select')
    .map((field) => propertyOf(field, environment));
  return map.size > 0 && needed.every((property) => property && map.get(property)?.isEmpty === false);
}

function environmentOf(integration: Integration, map: ReadonlyMap<string, Secret>): ShownEnvironment | null {
  const { environments } = integration;
  if (!environments) return null;
  if (typeof environments === 'string') return environments;
  if (map.size === 0) return null;
  const stated = map.get('environment')?.reveal();
  return environments.find((name: EnvironmentName) => name === stated) ?? 'not-stated';
}

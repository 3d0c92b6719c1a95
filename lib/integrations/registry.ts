import type { Integration } from './define-integration';
import * as everyIntegration from './every-integration';

const categoryOrder = ['banking', 'commerce', 'accounting', 'bankfeeds', 'other'] as const;

/** In the order of the tiles: by name within a category, sandboxes last. */
export const registry: readonly Integration[] = Object.values<Integration>(everyIntegration).sort(
  (one, other) =>
    categoryOrder.indexOf(one.category) - categoryOrder.indexOf(other.category) ||
    Number(one.environments === 'sandbox') - Number(other.environments === 'sandbox') ||
    one.name.localeCompare(other.name, 'en'),
);

const byKey = new Map(registry.map((integration) => [integration.key, integration]));

export function findIntegration(key: string): Integration | null {
  return byKey.get(key) ?? null;
}

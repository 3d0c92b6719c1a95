import { randomBytes } from 'node:crypto';
import { hasSettings, type Integration } from '@/lib/integrations/define-integration';
import { isShown } from '@/lib/integrations/draft';
import type { Field } from '@/lib/integrations/fields';
import type { Changes } from './settings-fixtures';

/** Returns a key in the provider's format, a different one at each call. */
export function inventedKey({ key }: Pick<Integration, 'key'>, isSecret: boolean): string {
  const hex = (characters: number) => randomBytes(characters / 2).toString('hex');
  if (key === 'suuo') return hex(isSecret ? 30 : 24);
  if (key === 'exgd' || key === 'yzth') {
    return isSecret ? `sk_${key === 'exgd' ? 'live' : 'test'}_${hex(32)}` : `ca_${hex(32)}`;
  }
  return hex(32);
}

/** Returns every value that the form of an integration asks for, each secret a different one. */
export function filled(integration: Integration) {
  if (!hasSettings(integration)) throw new Error(`${integration.name} has no form`);
  const values = Object.fromEntries(
    integration.fields.flatMap((field) => {
      const value = entryFor(integration, field);
      return value === null ? [] : [[field.name, value] as const];
    }),
  );
  const secrets = Object.fromEntries(
    integration.fields
      .filter((field) => field.kind === 'secret' && isShown(field, { values }))
      .map(({ name }) => [name, inventedKey(integration, true)] as const),
  );
  return { values, secrets } satisfies Changes;
}

/** Chooses the last option of a select, so that fields shown for that option alone are filled in too. */
function entryFor(integration: Integration, field: Field): string | boolean | null {
  switch (field.kind) {
    case 'text':
      if (field.identifies) return inventedKey(integration, false);
      return field.maxLength === undefined ? `of-${field.name}` : 'short';
    case 'select':
      return field.options.at(-1) ?? '';
    case 'choice':
      return field.options.at(-1)?.value ?? '';
    case 'codes':
      return field.allowed.slice(0, 2).join(',');
    case 'toggle':
      return true;
    case 'secret':
      return null;
  }
}

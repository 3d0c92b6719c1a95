import 'server-only';

import { disruptiveFields } from '@/lib/integrations/account-fields';
import type { Integration } from '@/lib/integrations/define-integration';
import type { Field } from '@/lib/integrations/fields';
import type { Secret } from '../secret';
import type { CodatMap } from './codat-map';
import { statedEnvironment } from './draft-values';
import { propertyOf } from './property-names';

// Decides, from what would really be written, whether a change of Codat's map deauthorizes customers. The form's own
// answer is only a hint.

export function disruptedFields(
  integration: Integration,
  before: CodatMap,
  after: CodatMap,
): readonly Field[] {
  return disruptiveFields({
    fields: integration.fields,
    held: inUseIn(before),
    next: inUseIn(after),
    isSame: (one, other) => one.equals(other),
  });
}

function inUseIn(map: CodatMap): (field: Field) => Secret | null {
  const environment = statedEnvironment(map);
  return (field) => {
    const property = propertyOf(field, environment);
    const value = property === null ? undefined : map.get(property);
    return value === undefined || value.isEmpty ? null : value;
  };
}

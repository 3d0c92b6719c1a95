import type { Field } from './fields';

// The fields that identify an account at the provider. Customers have authorized that account in that environment. If
// one of these changes, the provider and Codat ask them to authorize again.

/** An ID such as the client ID, a secret that is in use, the environment. */
export function identifiesAccount(field: Field): boolean {
  if (field.kind === 'text') return field.identifies;
  return field.kind === 'secret' || (field.kind === 'select' && field.name === 'environment');
}

type Comparison<Value> = {
  readonly fields: readonly Field[];
  /** Returns null if a field has no value in use, such as Plaid's secrets of the other environments. */
  readonly held: (field: Field) => Value | null;
  readonly next: (field: Field) => Value | null;
  readonly isSame: (one: Value, other: Value) => boolean;
};

/**
 * Lists the changed fields that deauthorize customers; none at a first set-up, before which no customer can be linked.
 */
export function disruptiveFields<Value>({ fields, held, next, isSame }: Comparison<Value>): readonly Field[] {
  const telling = fields.filter(identifiesAccount);
  if (telling.every((field) => held(field) === null)) return [];
  return telling.filter((field) => {
    const [before, after] = [held(field), next(field)];
    if (before === null || after === null) return before !== after;
    return !isSame(before, after);
  });
}

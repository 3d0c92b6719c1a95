import { malformedQuery, type QueryExpression, type QueryOperator } from './query-language';

export type FieldKind = 'string' | 'number' | 'date' | 'boolean';

/** The properties that `query` and `orderBy` of one list may name: the path of each, and how its values compare. */
export type ListFields = { resource: string; definitionOf(property: string): FieldKind | null };

export function listFields(resource: string, kinds: Record<string, FieldKind>): ListFields {
  const byName = new Map(Object.entries(kinds));
  return { resource, definitionOf: (property) => byName.get(property) ?? null };
}

const operatorsByKind: Record<FieldKind, readonly QueryOperator[]> = {
  string: ['=', '!=', '~'],
  number: ['=', '!=', '>', '<', '>=', '<='],
  date: ['=', '!=', '>', '<', '>=', '<='],
  boolean: ['=', '!='],
};

type Predicate = (item: unknown) => boolean;

/** Refuses at once what the list cannot answer, so that a bad query fails on an empty list too. */
export function toPredicate(expression: QueryExpression, fields: ListFields): Predicate {
  if (expression.kind !== 'comparison') {
    const parts = expression.parts.map((part) => toPredicate(part, fields));
    return expression.kind === 'and'
      ? (item) => parts.every((part) => part(item))
      : (item) => parts.some((part) => part(item));
  }
  const { property, operator, value } = expression;
  const kind = requireKind(property, fields);
  if (!operatorsByKind[kind].includes(operator)) {
    throw malformedQuery(`Operator ${operator} cannot be used on ${property}.`);
  }
  const expected = toComparable(value, kind);
  if (expected === null) throw malformedQuery(`${property} cannot be compared with this value.`);
  const path = property.split('.');
  return (item) => {
    const found = valuesAt(item, path);
    // A property that is not there differs from everything and matches nothing else.
    if (found.length === 0) return operator === '!=';
    return found.some((actual) => compare(toComparable(actual, kind), operator, expected));
  };
}

export function orderItems<Item>(items: Item[], orderBy: string, fields: ListFields): Item[] {
  const descending = orderBy.startsWith('-');
  const property = descending ? orderBy.slice(1) : orderBy;
  const kind = requireKind(property, fields);
  const path = property.split('.');
  const keyed = items.map((item) => ({ item, key: toComparable(valuesAt(item, path)[0], kind) }));
  keyed.sort((left, right) => (descending ? -1 : 1) * order(left.key, right.key));
  return keyed.map(({ item }) => item);
}

function requireKind(property: string, fields: ListFields): FieldKind {
  const kind = fields.definitionOf(property);
  if (!kind) throw malformedQuery(`Could not resolve property ${property} on ${fields.resource}`);
  return kind;
}

/** Steps into each element of an array on the way: `dataConnections.status` gives one value per connection. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  if (value === undefined) return [];
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  return valuesAt((value as Record<string, unknown>)[name], rest);
}

type Comparable = string | number;

/** Text compares without regard to case: Codat's own examples write both `accounting` and `Accounting`. */
function toComparable(value: unknown, kind: FieldKind): Comparable | null {
  if (value === undefined) return null;
  const text = String(value);
  if (kind === 'string') return text.toLowerCase();
  if (kind === 'boolean') return text === 'true' || text === 'false' ? text : null;
  const number = kind === 'date' ? Date.parse(text) : Number(text);
  return Number.isNaN(number) ? null : number;
}

function compare(actual: Comparable | null, operator: QueryOperator, expected: Comparable): boolean {
  if (actual === null) return false;
  switch (operator) {
    case '=':
      return actual === expected;
    case '!=':
      return actual !== expected;
    case '~':
      return String(actual).includes(String(expected));
    case '>':
      return actual > expected;
    case '<':
      return actual < expected;
    case '>=':
      return actual >= expected;
    case '<=':
      return actual <= expected;
  }
}

function order(left: Comparable | null, right: Comparable | null): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

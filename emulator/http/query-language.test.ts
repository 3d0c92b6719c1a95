import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodatError } from './codat-error';
import { listFields, toPredicate } from './list-fields';
import { parseQuery, type QueryExpression } from './query-language';

const fields = listFields('Company', {
  name: 'string',
  size: 'number',
  created: 'date',
  enabled: 'boolean',
  'dataConnections.status': 'string',
  'dataConnections.lastSync': 'date',
});

const item = {
  name: 'Smith & Sons',
  size: 12,
  created: '2026-03-01T09:00:00Z',
  enabled: true,
  dataConnections: [
    { status: 'Linked', lastSync: '2026-03-02T00:00:00.1234567Z' },
    { status: 'PendingAuth' },
  ],
};

const matches = (query: string): boolean => toPredicate(parseQuery(query), fields)(item);

function refusalOf(query: string): CodatError {
  try {
    toPredicate(parseQuery(query), fields);
  } catch (error) {
    if (error instanceof CodatError) return error;
    throw error;
  }
  return expect.unreachable(`"${query}" should have been refused`);
}

describe("Codat's query language", () => {
  it.each([
    'name=Smith & Sons',
    'name=smith & sons',
    'name!=Smith',
    'name~sons',
    'size>11',
    'size>=12&&size<=12',
    'created>2026-02-28',
    'created<2026-03-01T09:00:01Z',
    'enabled=true',
    'dataConnections.status=PendingAuth',
    'dataConnections.status=Linked&&dataConnections.status=PendingAuth',
    'dataConnections.lastSync>2026-03-01',
    'size=1||size=12',
    'size=1&&name~x||enabled=true',
    '{size=1||size=12}&&{{enabled=true}}',
    '  name ~ Smith  && { size > 1 } ',
  ])('finds by %s', (query) => {
    expect(matches(query)).toBe(true);
  });

  it.each([
    'name=Smith',
    'name~jones',
    'size<12',
    'enabled=false',
    'dataConnections.status=Unlinked',
    'dataConnections.lastSync<2026-03-01',
    'size=1&&{name~x||enabled=true}',
  ])('passes over by %s', (query) => {
    expect(matches(query)).toBe(false);
  });

  it.each([
    '',
    'name',
    'name=',
    '=Smith',
    'name==Smith',
    'name=a&&',
    '||name=a',
    '{name=a',
    'name=a}',
    '{}',
    'name=a{size=1}',
    'owner=a',
    'dataConnections=a',
    'name>a',
    'size~1',
    'size>many',
    'created>soon',
    'enabled=perhaps',
    'enabled>true',
  ])('refuses %s', (query) => {
    const { status, service, message } = refusalOf(query);
    expect({ status, service }).toEqual({ status: 400, service: 'ClientsApi' });
    expect(message).toMatch(/^Error parsing query - /);
  });

  it('refuses 2,048 characters and takes 2,047', () => {
    const ofLength = (length: number): string => `name=${'x'.repeat(length - 5)}`;
    expect(refusalOf(ofLength(2048)).message).toContain('shorter than 2048');
    expect(matches(ofLength(2047))).toBe(false);
  });

  it('reads back any expression it could print', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        expect(parseQuery(print(expression))).toEqual(expression);
      }),
      { numRuns: 200 },
    );
  });

  it('never answers any text with anything but an expression or a 400', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '=', '!', '~', '>', '&', '|', '{', '}', ' ', '.', '-'),
    });
    fc.assert(
      fc.property(text, (query) => {
        try {
          parseQuery(query);
        } catch (error) {
          expect(error).toBeInstanceOf(CodatError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const comparisons = fc.record({
  kind: fc.constant('comparison' as const),
  property: fc.constantFrom('name', 'dataConnections.status'),
  operator: fc.constantFrom('=' as const, '!=' as const, '~' as const, '>=' as const),
  value: fc.stringMatching(/^[a-z0-9]([a-z0-9 &]{0,8}[a-z0-9])?$/).filter((value) => !value.includes('&&')),
});

const expressions = fc.letrec<{ tree: QueryExpression; group: QueryExpression }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, comparisons, tie('group')),
  group: fc.record({
    kind: fc.constantFrom('and' as const, 'or' as const),
    parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
  }),
})).tree;

function print(expression: QueryExpression): string {
  if (expression.kind === 'comparison') {
    return `${expression.property}${expression.operator}${expression.value}`;
  }
  const separator = expression.kind === 'and' ? '&&' : ' || ';
  return expression.parts
    .map((part) => (part.kind === 'comparison' ? print(part) : `{${print(part)}}`))
    .join(separator);
}

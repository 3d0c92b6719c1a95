import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCredentials, parseIntegration, parsePage } from './wire';

it('keeps every name of a map of credentials, however odd', () => {
  const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', '0', 'a.b', '\u0000'];
  const raw: unknown = JSON.parse(`{${odd.map((name, i) => `${JSON.stringify(name)}:"${i}"`).join(',')}}`);
  const map = parseCredentials(raw);
  expect(new Set(map.keys())).toEqual(new Set(odd));
  for (const [i, name] of odd.entries()) expect(map.get(name)?.reveal()).toBe(String(i));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

it('keeps any map of texts as it is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (dictionary) => {
      const raw: Record<string, string> = JSON.parse(JSON.stringify(dictionary));
      const map = parseCredentials(raw);
      expect([...map].map(([name, value]) => [name, value.reveal()])).toEqual(Object.entries(raw));
    }),
  );
});

it.each([
  ['a list', ['x']],
  ['text', 'x'],
  ['null', null],
  ['a number', 7],
])('takes %s for no credentials', (_, raw) => {
  expect(() => parseCredentials(raw)).toThrow('codat-unavailable');
});

it('takes no map of which a part is no text, since a save would lose that part', () => {
  for (const odd of [1, null, { e: 'f' }]) {
    expect(() => parseCredentials({ a: 'x', b: odd })).toThrow('codat-unavailable');
  }
});

it('reads an integration by what we use of it, and nothing more', () => {
  const raw = {
    key: 'suuo',
    name: 'Plaid',
    enabled: true,
    logoUrl: 'x',
    sourceType: 'New',
    linkedConnectionsCount: 2,
  };
  expect(parseIntegration(raw)).toEqual({
    key: 'suuo',
    name: 'Plaid',
    enabled: true,
    sourceType: 'New',
    linkedConnectionsCount: 2,
  });
  for (const enabled of ['true', 1, null, undefined])
    expect(parseIntegration({ ...raw, enabled })).toBeNull();
  for (const linkedConnectionsCount of [-1, 0.5, '2', null]) {
    expect(parseIntegration({ ...raw, linkedConnectionsCount })?.linkedConnectionsCount).toBeUndefined();
  }
});

it('takes a page without results for no page', () => {
  expect(() => parsePage({ totalResults: 3 })).toThrow('codat-unavailable');
});

it.each(['many', null, undefined, -1, 0.5, 200_001, 4e12, Number.MAX_VALUE])(
  'takes %s for no total, and the page as it is',
  (totalResults) => {
    expect(parsePage({ results: [7], totalResults })).toEqual({ results: [7], total: null });
  },
);

it('believes the total of a list that can be read whole', () => {
  expect(parsePage({ results: [], totalResults: 200_000 })).toEqual({ results: [], total: 200_000 });
});

import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secret';
import type { CodatMap } from './codat-map';
import { canonical, canonicalParts, differences, hasMasks, isSame } from './compare';

type Entries = readonly (readonly [name: string, value: string])[];

function mapOf(entries: Entries): CodatMap {
  return new Map(entries.map(([name, value]) => [name, new Secret(value)]));
}

const names = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', '', '🔑', 'clientId'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const entries = fc.uniqueArray(fc.tuple(names, fc.string({ unit: 'binary', maxLength: 8 })), {
  selector: ([name]) => name,
});

describe('two maps', () => {
  it('are the same in any order, and then differ in no key', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const [one, other] = [mapOf(all), mapOf([...all].reverse())];
        expect(isSame(one, other)).toBe(true);
        expect(canonical(one).equals(canonical(other))).toBe(true);
        expect(differences(one, other)).toEqual([]);
      }),
    );
  });

  it('are not the same with one value changed, one key more or one fewer, and differ in that very key', () => {
    fc.assert(
      fc.property(entries, names, (all, name) => {
        const before = mapOf(all.filter(([known]) => known !== name));
        const after = new Map(before).set(name, new Secret('another'));
        const changed = new Map(before).set(name, new Secret('yet another'));
        for (const [one, other] of [
          [before, after],
          [after, before],
          [after, changed],
        ] as const) {
          expect(isSame(one, other)).toBe(false);
          expect(differences(one, other)).toEqual([name]);
        }
      }),
    );
  });

  it('don’t run into each other where a name or a value holds what separates them', () => {
    expect(isSame(mapOf([['a', 'b","c']]), mapOf([['a","b', 'c']]))).toBe(false);
    expect(
      isSame(
        mapOf([
          ['a', 'b'],
          ['c', 'd'],
        ]),
        mapOf([['a', 'b"],["c","d']]),
      ),
    ).toBe(false);
  });

  it('are compared as far as a mask allows, and masked values never count as exactly the same', () => {
    const [masked, clear] = [mapOf([['secret', 'XXXXXXXX1ad1']]), mapOf([['secret', '7b02e94c1ad1']])];
    expect(differences(masked, clear)).toEqual([]);
    expect(isSame(masked, clear)).toBe(false);
    expect(hasMasks(masked)).toBe(true);
    expect(hasMasks(clear)).toBe(false);
  });
});

it('every key has a text of its own to be fingerprinted, which no other key or value shares', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const parts = canonicalParts(mapOf(all));
      expect(parts.map(([name]) => name)).toEqual(all.map(([name]) => name));
      expect(new Set(parts.map(([, text]) => text.reveal())).size).toBe(all.length);
    }),
  );
});

it('no text that is compared or fingerprinted shows a value in print', () => {
  const map = mapOf([['clientSecret', 'a value of a secret']]);
  for (const texts of [canonical(map), canonicalParts(map)]) {
    expect(JSON.stringify(texts)).not.toContain('a value');
    expect(inspect(texts, { depth: null, showHidden: true })).not.toContain('a value');
    expect(String(texts)).not.toContain('a value');
  }
});

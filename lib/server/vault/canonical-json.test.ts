import { describe, expect, it } from 'vitest';
import { Secret } from '../secret';
import { toCanonicalJson } from './canonical-json';

const textOf = (value: unknown) => toCanonicalJson(value).reveal();

describe('the canonical text of a value', () => {
  it('is the same in any order of names, and another in another order of a list', () => {
    expect(textOf({ b: [1, { d: 2, c: 3 }], a: null })).toBe('{"a":null,"b":[1,{"c":3,"d":2}]}');
    expect(textOf({ a: null, b: [1, { c: 3, d: 2 }] })).toBe('{"a":null,"b":[1,{"c":3,"d":2}]}');
    expect(textOf([2, 1])).not.toBe(textOf([1, 2]));
  });

  it('differs for two secrets, and equals that of the same values before they were wrapped', () => {
    const wrapped = (value: string) => ({ list: [new Secret(value)], of: { it: new Secret(value) } });
    expect(textOf(wrapped('one "value"'))).toBe(textOf({ list: ['one "value"'], of: { it: 'one "value"' } }));
    expect(textOf(wrapped('one'))).not.toBe(textOf(wrapped('other')));
    expect(textOf(new Secret('alone'))).toBe('"alone"');
  });

  it('is no text that prints', () => {
    expect(`${toCanonicalJson({ secret: new Secret('a value') })}`).toBe('[secret]');
  });
});

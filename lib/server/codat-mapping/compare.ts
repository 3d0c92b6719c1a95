import 'server-only';

import { Secret } from '../secret';
import type { CodatMap } from './codat-map';
import { agrees, isMasked } from './masking';

/** Names of the keys in which two maps differ, as far as masking lets one tell. */
export function differences(seen: CodatMap, expected: CodatMap): string[] {
  const names = new Set([...seen.keys(), ...expected.keys()]);
  return [...names].filter((name) => {
    const [a, b] = [seen.get(name), expected.get(name)];
    return !a || !b || !agrees(a.reveal(), b.reveal());
  });
}

export function isSameValue(a: Secret, b: Secret): boolean {
  return a.reveal() === b.reveal();
}

export function isMaskedValue(value: Secret): boolean {
  return isMasked(value.reveal());
}

export function hasMasks(map: CodatMap): boolean {
  return [...map.values()].some(isMaskedValue);
}

/** Exactly the same, so that nothing needs to be sent. */
export function isSame(a: CodatMap, b: CodatMap): boolean {
  return canonical(a).equals(canonical(b));
}

/** One text a key, for a fingerprint of each. */
export function canonicalParts(map: CodatMap): (readonly [name: string, text: Secret])[] {
  return [...map].map(([name, value]) => [name, new Secret(JSON.stringify([name, value.reveal()]))]);
}

/** The same whatever order Codat answers in; odd names such as `__proto__` are names like any other. */
export function canonical(map: CodatMap): Secret {
  const entries = [...map].map(([name, value]) => [name, value.reveal()] as const);
  return new Secret(JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))));
}

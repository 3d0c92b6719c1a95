import 'server-only';

import { AppError } from '../errors';
import { Secret } from '../secret';

/**
 * Returns one text for a value, whatever order its names come in, with its secrets in clear: only to be fingerprinted.
 * Throws `invalid` for a value that no form sends, such as a circular one.
 */
export function toCanonicalJson(value: unknown): Secret {
  try {
    return new Secret(JSON.stringify(value, toCanonicalPart) ?? 'null');
  } catch {
    throw new AppError('invalid');
  }
}

/** JSON.stringify binds `this` to the object around the part; the part itself has already been through `toJSON`. */
function toCanonicalPart(this: Readonly<Record<string, unknown>>, name: string, part: unknown): unknown {
  const original = this[name];
  if (original instanceof Secret) return original.reveal();
  return isObject(part) ? sorted(part) : part;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

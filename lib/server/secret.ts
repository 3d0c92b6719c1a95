import 'server-only';

import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

// A value that must not be printed, logged or sent to a browser by accident. `reveal()` may be called only in
// codat/, codat-mapping/, providers/, vault/ and where the rules of keys judge (the architecture test reads the sources
// for it).

const hintLength = 4;
const leastLengthForHint = 12;

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** The last four characters, and only of a value long enough that they don't give it away. */
  hint(): string | null {
    return this.#value.length >= leastLengthForHint ? this.#value.slice(-hintLength) : null;
  }

  equals(other: Secret): boolean {
    const digest = (value: string) => createHash('sha256').update(value).digest();
    return timingSafeEqual(digest(this.#value), digest(other.#value));
  }

  get length(): number {
    return this.#value.length;
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

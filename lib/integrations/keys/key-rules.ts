// How a provider writes its keys: data in the definition of the field, so that it travels with the form of its one
// integration. It holds only what the provider says or shows. A provider may change its keys, so an unusual look is a
// warning and not an error.

export const refusals = [
  'live-key',
  'test-key',
  'publishable',
  'id-for-secret',
  'secret-for-id',
  'other-kind',
  'sample',
] as const;
export type Refusal = (typeof refusals)[number];

export type KeyRules = {
  /** Regular expressions; the first that fits decides. What it matches is named to the reader: a prefix, not the key. */
  readonly refused?: readonly { readonly like: string; readonly reason: Refusal }[];
  /** Whatever is not so is doubted: this many hexadecimal digits, or of this shape. */
  readonly usual?: { readonly hex: number } | { readonly like: string };
  /** A password that a person thought up: anything may stand in it, so nothing but white space is refused. */
  readonly isPassword?: true;
};

/** Returns the name under which a user acknowledges a warning about a field. */
export function warningId({ field, code }: { readonly field: string; readonly code: string }): string {
  return `${field}/${code}`;
}

/** A paste's line ends, in a form that an input of one line doesn't swallow. */
export const pastedLineEnd = '\u2028';

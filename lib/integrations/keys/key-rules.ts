// What is known of how a provider writes its keys: data beside the field it concerns, so that it travels with the form
// of its one integration. Only what the provider says or shows; a provider may change its keys, so what merely looks
// unusual is doubted and not refused.

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

/** How a doubt about a field is named where somebody saves over it. */
export function warningId({ field, code }: { readonly field: string; readonly code: string }): string {
  return `${field}/${code}`;
}

/** A paste's line ends, in a form that an input of one line doesn't swallow. */
export const pastedLineEnd = '\u2028';

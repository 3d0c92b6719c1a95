// Codat keeps letters, digits, space and a few signs in a company's name, and silently drops every other character. The
// form does the same before it sends, in sight of the user, so that the stored name is no surprise.

export const allowedNameSymbols = "- ' & @ . , ? !";

const droppedByCodat = /[^A-Za-z0-9 \-'&@.,?!]/gu;

/** Not published by Codat; long enough for any company. */
export const maxCompanyNameLength = 200;

export type KeptName = {
  readonly name: string;
  /** Each character that is dropped, once. */
  readonly dropped: readonly string[];
  /** The same name with its accents taken off the letters, where that saves letters from being dropped. */
  readonly withoutAccents: string | null;
};

export function sanitizeCompanyName(typed: string): KeptName {
  // The curved apostrophe that phones and word processors write is the straight one to Codat.
  const plain = typed.replace(/[’ʼ]/gu, "'").normalize('NFC');
  const name = keep(plain);
  const bare = keep(plain.normalize('NFD').replace(/\p{M}/gu, ''));
  return {
    name,
    dropped: [...new Set(plain.match(droppedByCodat) ?? [])],
    withoutAccents: bare === name ? null : bare,
  };
}

function keep(name: string): string {
  return name.replace(droppedByCodat, '').replace(/ +/g, ' ').trim();
}

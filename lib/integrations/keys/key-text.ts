// Finds what comes along when a key is copied: its label, quotation marks, line ends, characters that only look right.
// Each is named and, if the intended key is clear, taken off.

export const textTroubles = [
  'mask',
  'sample',
  'labelled',
  'quoted',
  'trailing',
  'line-end',
  'space',
  'invisible',
  'full-width',
  'other-alphabet',
  'odd-character',
] as const;
export type TextTrouble = (typeof textTroubles)[number];

export type FoundTrouble = {
  readonly code: TextTrouble;
  readonly facts: Readonly<Record<string, string | number>>;
};

const lineEnds = /[\n\r\u0085\u2028\u2029]/;
const spaces = /\s/;
const quotes = '"\'`´‘’‚‛“”„‟«»‹›';
const invisible = /[\p{Cc}\p{Cf}\u3164]/u;
const fullWidth = /[\uff01-\uff5e]/;
const look = 'аеорсхуіѕјһԁԛԝАВЕЅІЈКМНОРСТХУοανιρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−';
const plain = 'aeopcxyisjhdqwABESIJKMHOPCTXYoavipABEZHIKMNOPTYX------';
const plainOf = new Map([...look].map((letter, index) => [letter, plain[index] ?? '']));
const mapped = new RegExp(`[${look}]`, 'g');

const labelWords =
  'client|secret|secr[eè]te|cl[eé]|clef|key|id|identifiant|token|jeton|password|mot de passe|plaid|stripe|truelayer';
const label = new RegExp(
  `^[${quotes}]?[\\p{L}\\p{N}_ .-]{0,40}?(?:${labelWords})[\\p{L}\\p{N}_ .()-]{0,20}[${quotes}]?\\s*(?::=|=>|[:=])\\s*(?=.*[\\p{L}\\p{N}]{4})(.+)$`,
  'iu',
);
const around = new RegExp(`^[${quotes}]+\\s*|\\s*[${quotes}]+$`, 'g');

const samples = [
  /^(?:\$?\{+|<|\[|\().*(?:\}+|>|\]|\))$/,
  /your[-_ ]?(?:own|real|api|app|client|secret|key|plaid|stripe)/i,
  /^(?:change|replace)[-_ ]?(?:me|this)/i,
  /^(?:paste|insert|enter|collez|saisissez) /i,
  /^(?:client[-_ ]?id|client[-_ ]?secret|secret|password|example|sample|test|todo|tbd|none|null|undefined)$/i,
  /^(.)\1{5,}$/,
];

/** The first thing in it that no key has. White space at its ends counts for nothing. */
export function findTrouble(typed: string): FoundTrouble | null {
  const value = typed.trim();
  if (value === '') return null;
  if (isMask(value)) return found('mask');
  if (samples.some((sample) => sample.test(value))) return found('sample');
  const wrapping = findWrapping(value);
  if (wrapping) return found(wrapping);
  const letters = [...value];
  const broken = letters.findIndex((letter) => lineEnds.test(letter));
  const place = broken >= 0 ? broken : letters.findIndex((letter) => troubleOf(letter) !== null);
  const letter = letters[place] ?? '';
  const code = troubleOf(letter);
  return code && found(code, { position: place + 1, character: letter, code: nameOf(letter) });
}

/**
 * Returns the key alone if it is clear what it is. Returns null if nothing has to be taken off, or the key is
 * ambiguous.
 */
export function cleaned(typed: string): string | null {
  // Several labelled values in one paste: which one was meant?
  const lines = typed.trim().split(lineEnds);
  if (lines.slice(1).some((line) => label.test(line.trim()))) return null;
  const flat = lines.map((line) => line.trim()).join('');
  const unwrapped = unwrap(flat);
  const value = [...unwrapped]
    .filter((letter) => !invisible.test(letter) && !spaces.test(letter))
    .map((letter) => (fullWidth.test(letter) ? letter.normalize('NFKC') : letter))
    .join('')
    .replace(mapped, (letter) => plainOf.get(letter) ?? letter);
  return value === '' || value === typed.trim() || findTrouble(value) ? null : value;
}

function unwrap(value: string): string {
  const inner = label.exec(value)?.[1] ?? value;
  return withoutEnd(inner).replace(around, '');
}

function findWrapping(value: string): TextTrouble | null {
  if (label.test(value)) return 'labelled';
  if (withoutEnd(value).replace(around, '') !== withoutEnd(value)) return 'quoted';
  return withoutEnd(value) === value ? null : 'trailing';
}

function withoutEnd(value: string): string {
  return value.replace(/\s*[,;]+$/, '');
}

/**
 * True of a stored value as it is shown here, at Codat and elsewhere: a run of one sign, and perhaps the last four
 * characters.
 */
function isMask(value: string): boolean {
  const run = /^(?:X+|x+|\*+|[•●∙⋅·]+|…+|\.{3,})/.exec(value)?.[0] ?? '';
  const rest = value.slice(run.length).trim().length;
  return run.length >= 6 || (run !== '' && rest <= 4 && (run.length >= 2 || /[•●∙⋅·…]/.test(run)));
}

function troubleOf(letter: string): TextTrouble | null {
  if (letter === '') return null;
  if (lineEnds.test(letter)) return 'line-end';
  if (letter === '\ufeff' || (invisible.test(letter) && letter !== '\t')) return 'invisible';
  if (spaces.test(letter)) return 'space';
  if (fullWidth.test(letter)) return 'full-width';
  if (plainOf.has(letter)) return 'other-alphabet';
  return letter.length > 1 || letter > '\u007e' ? 'odd-character' : null;
}

function found(code: TextTrouble, facts: FoundTrouble['facts'] = {}): FoundTrouble {
  return { code, facts };
}

function nameOf(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

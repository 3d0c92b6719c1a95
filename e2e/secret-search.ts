import { randomBytes } from 'node:crypto';

// A secret is searched for in whatever way it may have been written.

/** Plaid's shape; the last four are shown as a hint, so what is searched for is what comes before them. */
export const marker = () => randomBytes(15).toString('hex');
const secretPart = (canary: string) => canary.slice(0, -6);

/** Encodes the whole text, since in base64 the end of a part depends on what follows. */
function spellings(canary: string): string[] {
  const part = secretPart(canary);
  const hex = Buffer.from(part).toString('hex');
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(part)]).toString('base64');
    // Without the characters that its neighbours have a share in.
    const whole = text.slice(shift === 0 ? 0 : 4, text.length - 4);
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const percent = [...part].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  const reversed = [...part].reverse().join('');
  return [
    part,
    part.toUpperCase(),
    hex,
    hex.toUpperCase(),
    ...base64,
    percent,
    percent.toUpperCase(),
    reversed,
  ];
}

export function findIn(text: string, canaries: readonly string[]): string[] {
  return canaries.flatMap(spellings).filter((spelling) => text.includes(spelling));
}

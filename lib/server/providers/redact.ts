import 'server-only';

import { redactKeys } from '../log';
import type { Secret } from '../secret';

// A provider's message is shown only cut to size: it is foreign text, and may repeat the key that it was sent, or a
// part of it.

const maxLength = 300;
const leastPiece = 5;
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const cut = '…';

export function redactMessage(message: unknown, sent: readonly Secret[]): string | null {
  if (typeof message !== 'string') return null;
  const line = redactKeys(withoutSecrets(message.replace(controls, ' '), sent))
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return null;
  return line.length > maxLength ? `${line.slice(0, maxLength)}${cut}` : line;
}

/** A provider's code is words and underscores; anything else is none. */
export function redactCode(code: unknown, sent: readonly Secret[]): string | null {
  if (typeof code !== 'string' || !/^[A-Za-z]+(_[A-Za-z]+)*$/.test(code) || code.length > 60) return null;
  return withoutSecrets(code, sent) === code ? code : null;
}

/** Whole or in pieces, in whatever case. */
function withoutSecrets(text: string, sent: readonly Secret[]): string {
  const values = sent.map((secret) => secret.reveal().toLowerCase()).filter((value) => value !== '');
  const whole = values.reduce((rest, value) => cutOut(rest, value), text);
  return whole.replace(/[\w+/=.-]+/g, (word) => {
    const lower = word.toLowerCase();
    return word.length >= leastPiece && values.some((value) => value.includes(lower)) ? cut : word;
  });
}

function cutOut(text: string, value: string): string {
  const at = text.toLowerCase().indexOf(value);
  return at < 0 ? text : `${text.slice(0, at)}${cut}${cutOut(text.slice(at + value.length), value)}`;
}

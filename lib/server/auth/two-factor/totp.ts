import 'server-only';

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret } from '../../secret';

// RFC 6238 as authenticator apps know it: SHA-1, steps of 30 seconds, six digits. A key is kept and shown as the base32
// text that people type.

const stepMs = 30_000;
const keyBytes = 20;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function createKey(): Secret {
  return new Secret(toBase32(randomBytes(keyBytes)));
}

/** Returns the step whose code this is, of the present one and its two neighbours, or 0. */
export function findStep(key: Secret, code: string, now: number): number {
  const [bytes, current] = [fromBase32(key.reveal()), Math.floor(now / stepMs)];
  let found = 0;
  // Every step is compared, so that the time reveals nothing.
  for (const step of [current - 1, current, current + 1]) {
    if (isSame(codeAt(bytes, step), code)) found = step;
  }
  return found;
}

export function codeAt(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

function isSame(right: string, given: string): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === right.length && timingSafeEqual(Buffer.from(right), bytes);
}

export function toBase32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

export function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

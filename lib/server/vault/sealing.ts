import 'server-only';

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

// AES-256-GCM over one value, bound to its place (owner and field), so that a record moved elsewhere does not open.
// Answers with the whole value or an error, never with a part.

export type Place = { readonly owner: string; readonly field: string };

const format = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

export class VaultError extends Error {
  constructor(place: Place) {
    super(`The stored value ${place.owner}/${place.field} can't be opened.`);
    this.name = 'VaultError';
  }
}

/** The key's name travels in each record, so that a rotation can tell old from new without trying both. */
export function keyIdOf(key: Buffer): string {
  return createHmac('sha256', key).update('switchboard/key-id').digest('hex').slice(0, 12);
}

export function keyIdIn(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

export function sealUnder(key: Buffer, place: Place, clear: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(boundTo(place));
  const body = Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
  return [format, keyIdOf(key), nonce.toString('base64url'), body.toString('base64url')].join('.');
}

export function openUnder(key: Buffer, place: Place, sealed: string): Buffer {
  const parts = sealed.split('.');
  const nonce = Buffer.from(parts[2] ?? '', 'base64url');
  const body = Buffer.from(parts[3] ?? '', 'base64url');
  const wellFormed =
    parts.length === 4 &&
    parts[0] === format &&
    parts[1] === keyIdOf(key) &&
    nonce.length === nonceBytes &&
    body.length >= tagBytes &&
    // base64url has spellings that decode alike; only the one we write is ours.
    nonce.toString('base64url') === parts[2] &&
    body.toString('base64url') === parts[3];
  if (!wellFormed) throw new VaultError(place);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(body.subarray(-tagBytes));
    return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    throw new VaultError(place);
  }
}

function boundTo(place: Place): Buffer {
  return Buffer.from(JSON.stringify(['switchboard', format, place.owner, place.field]), 'utf8');
}

import 'server-only';

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { z } from 'zod';
import { readKey } from '../key-files';

// The heads of all chains at one time, as one signed line of JSON. The key is one of Ed25519, so that a receiver can prove
// an anchor by the public half and can't forge one. The private half is derived from `activity.key`.

const seedInfo = 'switchboard/anchor/v1';
/** RFC 8410: a private key of Ed25519 in PKCS #8 is this and its seed, a public one in SPKI ends with its 32 bytes. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicBytes = 32;
const signatureStart = ',"signature":"';

export type AnchorHead = [chain: string, seq: number, hash: string];

const anchorSchema = z.object({
  format: z.literal('switchboard-anchor'),
  version: z.literal(1),
  number: z.number().int().positive(),
  /** The time by the database's clock. */
  at: z.number().int(),
  /** SHA-256 of the line before; empty in the first one. */
  previous: z.string(),
  /** The public key in base64, as a hint: a receiver goes by the one that it was given. */
  key: z.string(),
  heads: z.array(z.tuple([z.string(), z.number().int(), z.string()])).readonly(),
  signature: z.string(),
});
export type Anchor = z.infer<typeof anchorSchema>;

export type NewAnchor = Pick<Anchor, 'number' | 'at' | 'previous' | 'heads'>;

export function anchorPublicKey(): string {
  return rawPublicKey(privateKey());
}

export function toAnchorLine({ number, at, previous, heads }: NewAnchor): string {
  const key = privateKey();
  const unsigned = {
    format: 'switchboard-anchor',
    version: 1,
    number,
    at,
    previous,
    key: rawPublicKey(key),
    heads,
  };
  const signed = JSON.stringify(unsigned);
  const signature = sign(null, Buffer.from(signed), key).toString('base64');
  return `${signed.slice(0, -1)}${signatureStart}${signature}"}`;
}

export function digestOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

/** Returns null if it is no anchor, or none of this installation. */
export function parseAnchor(line: string): Anchor | null {
  const { data } = anchorSchema.safeParse(parseJson(line));
  const end = line.lastIndexOf(signatureStart);
  if (!data || end === -1) return null;
  const signed = Buffer.from(`${line.slice(0, end)}}`);
  const isWhole = line === `${line.slice(0, end)}${signatureStart}${data.signature}"}`;
  const isGenuine = verify(
    null,
    signed,
    createPublicKey(privateKey()),
    Buffer.from(data.signature, 'base64'),
  );
  return isWhole && isGenuine ? data : null;
}

function privateKey(): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', readKey('activity'), Buffer.alloc(0), seedInfo, 32));
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

function rawPublicKey(key: KeyObject): string {
  return createPublicKey(key)
    .export({ format: 'der', type: 'spki' })
    .subarray(-publicBytes)
    .toString('base64');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

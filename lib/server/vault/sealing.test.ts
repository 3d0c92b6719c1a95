import { createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyIdIn, keyIdOf, openUnder, type Place, sealUnder, VaultError } from './sealing';

const key = Buffer.alloc(32, 1);
const place: Place = { owner: 'instance-1', field: 'api-key' };
const clear = Buffer.from('a secret of the tests');
const sealed = sealUnder(key, place, clear);

function opens(record: string, at: Place = place, under: Buffer = key): boolean {
  try {
    openUnder(under, at, record);
    return true;
  } catch (error) {
    // Anything else would be a crash, and could carry the text along.
    if (!(error instanceof VaultError)) throw error;
    expect(error.message).not.toContain('secret of');
    expect(error.cause).toBeUndefined();
    return false;
  }
}

describe('a sealed value', () => {
  it('opens again, whatever it is', () => {
    const anyBytes = fc.uint8Array({ maxLength: 2_000 });
    fc.assert(
      fc.property(anyBytes, fc.string(), fc.string(), (bytes, owner, field) => {
        const record = sealUnder(key, { owner, field }, Buffer.from(bytes));
        expect(Buffer.compare(openUnder(key, { owner, field }, record), Buffer.from(bytes))).toBe(0);
      }),
    );
  });

  it('opens with any implementation of AES-256-GCM that follows the written format', () => {
    const [format, keyId, nonce = '', body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'));
    decipher.setAAD(Buffer.from('["switchboard","v1","instance-1","api-key"]'));
    decipher.setAuthTag(bytes.subarray(-16));
    const opened = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
    expect({ format, opened: opened.toString() }).toEqual({ format: 'v1', opened: clear.toString() });
    expect(keyId).toBe(createHmac('sha256', key).update('switchboard/key-id').digest('hex').slice(0, 12));
    expect(keyIdIn(sealed)).toBe(keyIdOf(key));
  });

  it('does not open with any one bit of it changed', () => {
    const bytes = Buffer.from(sealed, 'latin1');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(opens(changed.toString('latin1')), `bit ${bit}`).toBe(false);
    }
  });

  it('does not open with any one bit of its nonce, text or tag changed', () => {
    for (const part of [2, 3]) {
      const parts = sealed.split('.');
      const bytes = Buffer.from(parts[part] as string, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        parts[part] = changed.toString('base64url');
        expect(opens(parts.join('.')), `part ${part}, bit ${bit}`).toBe(false);
      }
    }
  });

  it('does not open cut to any length, nor with anything behind it', () => {
    for (let length = 0; length < sealed.length; length += 1) {
      expect(opens(sealed.slice(0, length)), `${length} characters`).toBe(false);
    }
    for (const tail of ['A', '.', '=', '==', ' ', '\n', '.AA', '\0'])
      expect(opens(sealed + tail)).toBe(false);
  });

  it('does not open in another place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (owner, field) => {
        fc.pre(owner !== place.owner || field !== place.field);
        expect(opens(sealed, { owner, field })).toBe(false);
      }),
    );
    // Two names must not run into each other.
    const record = sealUnder(key, { owner: 'ab', field: 'c' }, clear);
    expect(opens(record, { owner: 'a', field: 'bc' })).toBe(false);
    expect(opens(record, { owner: 'ab","c', field: '' })).toBe(false);
  });

  it('does not open under another key, also where it carries that key’s name', () => {
    const other = Buffer.alloc(32, 2);
    expect(opens(sealed, place, other)).toBe(false);
    expect(opens(sealed.replace(keyIdOf(key), keyIdOf(other)), place, other)).toBe(false);
  });

  it('does not open out of any other text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(opens(text)).toBe(false);
      }),
    );
    expect(opens(`v1.${keyIdOf(key)}.${randomBytes(12).toString('base64url')}.${'A'.repeat(60)}`)).toBe(
      false,
    );
  });

  it('is never the same twice: ten thousand nonces, none repeated', () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 10_000; i += 1) nonces.add(sealUnder(key, place, clear).split('.')[2] ?? '');
    expect(nonces.size).toBe(10_000);
  });

  it('holds no part of the text in any spelling', () => {
    expect(sealed).not.toContain(clear.toString('base64url').slice(0, 8));
    expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').includes(clear.subarray(0, 4))).toBe(false);
  });
});

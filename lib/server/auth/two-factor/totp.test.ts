import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../secret';
import { drawKey, groupKey } from './qr-code';
import { codeAt, createKey, findStep, fromBase32, toBase32 } from './totp';

/** The key of the test vectors of RFC 4226 and RFC 6238. */
const bytes = Buffer.from('12345678901234567890');
const key = new Secret(toBase32(bytes));

describe('a code', () => {
  it('is that of RFC 4226, appendix D, for each counter', () => {
    const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871'];
    expect([...codes, '520489'].map((_, counter) => codeAt(bytes, counter))).toEqual([...codes, '520489']);
  });

  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('is that of RFC 6238, appendix B, %i seconds after 1970', (seconds, eightDigits) => {
    const code = eightDigits.slice(-6);
    expect(codeAt(bytes, Math.floor(seconds / 30))).toBe(code);
    expect(findStep(key, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it('is valid in its own step, the one before and the one after, and in no other', () => {
    const steps = [998, 999, 1_000, 1_001, 1_002];
    for (const at of [30_000_000, 30_029_999]) {
      const found = steps.map((step) => findStep(key, codeAt(bytes, step), at));
      expect(found).toEqual([0, 999, 1_000, 1_001, 0]);
    }
  });

  it.each(['', '28708', '2870820', '28708a', '２８７０８２', '-87082', ' 287082'])(
    'is not %j, and nothing fails',
    (code) => {
      expect(findStep(key, code, 30_000)).toBe(0);
    },
  );
});

describe('a key', () => {
  it.each([
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('reads as RFC 4648 writes %s in base32', (text, base32) => {
    expect(toBase32(Buffer.from(text))).toBe(base32);
    expect(fromBase32(base32).toString()).toBe(text);
  });

  it('has 160 bits, is another one each time, and is typed in eight groups of four', () => {
    const keys = Array.from({ length: 100 }, () => createKey());
    expect(new Set(keys.map((one) => groupKey(one).join(''))).size).toBe(100);
    expect(fromBase32(groupKey(createKey()).join(''))).toHaveLength(20);
    expect(groupKey(key)).toEqual(['GEZD', 'GNBV', 'GY3T', 'QOJQ', 'GEZD', 'GNBV', 'GY3T', 'QOJQ']);
  });

  it('is read from its QR code as the address that authenticator apps take', () => {
    const email = 'ada+portal@example.com';
    expect(readQrCode(drawKey(key, email))).toBe(
      'otpauth://totp/Switchboard:ada%2Bportal%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Switchboard',
    );
    expect(readQrCode(drawKey(createKey(), `${'a'.repeat(240)}@example.com`))).toContain('secret=');
  });
});

/** Paints the path as a browser would, four pixels a square, and reads the picture. */
function readQrCode({ size, path }: { readonly size: number; readonly path: string }): string | undefined {
  const [scale, width] = [4, size * 4];
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let square = 0; square < scale * scale; square += 1) {
      const row = Number(y) * scale + Math.floor(square / scale);
      const column = Number(x) * scale + (square % scale);
      pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  return jsQR(pixels, width, width)?.data;
}

import { describe, expect, it } from 'vitest';
import { isAllowedAddress } from './bounded-fetch';

describe('an address that the issuer names', () => {
  it.each([
    'http://issuer.example/token',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/token',
    'https://localhost/token',
    'https://127.0.0.1/token',
    'https://127.1/token',
    'https://0x7f000001/token',
    'https://[::1]/token',
    'https://user@issuer.example/token',
    'https://:secret@issuer.example/token',
    'ftp://issuer.example/token',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '//issuer.example/token',
    '',
  ])('is refused as %s', (address) => {
    expect(isAllowedAddress(address, { isLoopback: false })).toBe(false);
  });

  it.each(['https://issuer.example/token', 'https://tokens.issuer.example:8443/token'])(
    'is taken as %s, also of another host than its own',
    (address) => {
      expect(isAllowedAddress(address, { isLoopback: false })).toBe(true);
    },
  );

  it('may be plain http on this machine for an issuer on this machine, and nowhere else', () => {
    expect(isAllowedAddress('http://127.0.0.1:9/token', { isLoopback: true })).toBe(true);
    expect(isAllowedAddress('http://169.254.169.254/token', { isLoopback: true })).toBe(false);
    expect(isAllowedAddress('http://issuer.example/token', { isLoopback: true })).toBe(false);
  });
});

import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resetProcessState } from '../process-singleton';
import { networkOf, notePeerAddresses, peerAddress } from './peer-address';

it('is that of the socket, whatever the client says of itself', async () => {
  notePeerAddresses();
  const seen = await new Promise<string>((resolve) => {
    const server = createServer((request, response) => {
      response.end(peerAddress(new Headers(request.headers as Record<string, string>)));
      server.close();
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const headers = { 'x-switchboard-peer': '198.51.100.1', 'x-forwarded-for': '198.51.100.2' };
      get({ host: '127.0.0.1', port, headers, agent: false }, (answer) => {
        answer.setEncoding('utf8').on('data', resolve);
      });
    });
  });
  expect(seen).toBe('127.0.0.1');
});

describe('the network of', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['2001:DB8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0000:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['2001:db8:a:b:c:d:e:f', '2001:db8:a:b::/64'],
    ['2001:db8:a:b::', '2001:db8:a:b::/64'],
    ['2001:db8:a::b', '2001:db8:a:0::/64'],
    ['1::5:6:7:8', '1:0:0:0::/64'],
    ['::2:3:4:5:6:7', '0:0:2:3::/64'],
    ['::2:3:4:192.0.2.1', '0:0:0:2::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
    ['not:an:address', 'not:an:address'],
  ])('“%s” is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('neighbours of one household is one, of two households two', () => {
    const from = (address: string) => peerAddress(new Headers({ 'x-switchboard-peer': address }));
    expect(from('2001:db8:1:1::1')).toBe(from('2001:db8:1:1:ffff:ffff:ffff:ffff'));
    expect(from('2001:db8:1:1::1')).not.toBe(from('2001:db8:1:2::1'));
  });
});

describe('behind a trusted proxy', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    resetProcessState();
  });

  function from(forwarded: string, hops = 1): string {
    resetProcessState();
    vi.stubEnv('TRUSTED_PROXY_HOPS', String(hops));
    return peerAddress(new Headers({ 'x-switchboard-peer': '192.0.2.99', 'x-forwarded-for': forwarded }));
  }

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:1234', '192.0.2.1'],
    ['"192.0.2.1:1234"', '192.0.2.1'],
    ['  192.0.2.1:65535  ', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['[2001:db8::1]', '2001:db8:0:0::/64'],
    ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
    ['"[2001:db8::1]:443"', '2001:db8:0:0::/64'],
    ['"2001:db8::1"', '2001:db8:0:0::/64'],
    ['[::ffff:192.0.2.1]:443', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['[fe80::1%eth0]:443', 'fe80:0:0:0::/64'],
  ])('the entry %j is %s', (entry, address) => {
    expect(from(entry)).toBe(address);
    expect(from(`198.51.100.7, ${entry}`)).toBe(address);
    expect(from(`${entry}, 198.51.100.7:80`, 2)).toBe(address);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    '_SEVKISEK',
    'for=192.0.2.1',
    'localhost',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1:',
    '192.0.2.1:port',
    '192.0.2.1:123456',
    '192.0.2.1 guess-7',
    '192.0.2.1%guess-7',
    '[192.0.2.1]:80',
    '[2001:db8::1',
    '2001:db8::1]:443',
    '[2001:db8::g]:443',
    '"192.0.2.1',
    '1'.repeat(300),
  ])('the entry %j is no address: the peer counts', (entry) => {
    expect(from(entry)).toBe('192.0.2.99');
  });

  it('one client is one address, whatever port it comes from', () => {
    const seen = Array.from({ length: 50 }, (_, i) => from(`192.0.2.1:${40_000 + i}`));
    expect(new Set(seen)).toEqual(new Set(['192.0.2.1']));
  });

  it('a header with fewer entries than proxies counts for nothing', () => {
    expect(from('198.51.100.7', 2)).toBe('192.0.2.99');
  });
});

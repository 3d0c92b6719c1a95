import 'server-only';

import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { env } from '../env';

// Next gives a page only the `x-forwarded-for` header, and anyone can send that. So each request is given its socket's
// address on arrival, over whatever the client sent under that name.

const peerHeader = 'x-switchboard-peer';

export function notePeerAddresses(): void {
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[peerHeader] = request.socket.remoteAddress ?? 'unknown';
  });
}

/** Behind the configured proxies, returns the address that the last of them saw; otherwise the socket's own. */
export function peerAddress(headers: Pick<Headers, 'get'>): string {
  const peer = headers.get(peerHeader) ?? 'unknown';
  const hops = env().trustedProxyHops;
  if (hops === 0) return networkOf(peer);
  const forwarded = (headers.get('x-forwarded-for') ?? '').split(',').at(-hops) ?? '';
  return networkOf(parseForwarded(forwarded) ?? peer);
}

/**
 * Returns the address of one entry, which some proxies write with the port, in brackets or in quotes. Returns null if it
 * holds none: then the peer counts, since a client must not be able to choose what it is counted under.
 */
export function parseForwarded(entry: string): string | null {
  const unquoted = entry.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(unquoted) ?? [];
  const address = bracketed ?? plain ?? unquoted;
  const [numbers = ''] = address.split('%');
  return isIPv6(numbers) || (bracketed === undefined && isIPv4(address)) ? address : null;
}

/**
 * Returns the first half of an IPv6 address, however it is spelt. A client with one address there has all that share
 * that half.
 */
export function networkOf(address: string): string {
  const [numbers = ''] = address.split('%');
  if (!isIPv6(numbers)) return address;
  const shortest = new URL(`http://[${numbers}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(shortest);
  if (mapped) return mapped.slice(1).flatMap(bytesOf).join('.');
  const [start = [], end = []] = shortest.split('::').map((part) => part.split(':').filter(Boolean));
  const groups = [...start, ...Array<string>(8 - start.length - end.length).fill('0'), ...end];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function bytesOf(group: string): number[] {
  const number = Number.parseInt(group, 16);
  return [number >> 8, number & 0xff];
}

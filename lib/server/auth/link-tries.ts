import 'server-only';

import { headers } from 'next/headers';
import { peerAddress } from './peer-address';
import { recordAttempt, type ThrottleSubject } from './throttle';

/** Counts a guess at a link against the address that it comes from. */
export async function countLinkTry(): Promise<readonly ThrottleSubject[]> {
  const tries = [{ kind: 'link', name: peerAddress(await headers()) }] as const;
  await recordAttempt(tries);
  return tries;
}

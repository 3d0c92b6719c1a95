import 'server-only';

import { headers } from 'next/headers';
import { peerAddress } from '../auth/peer-address';
import { recordStrangerRefusal } from '../auth/refusals';
import { clearAttempts, recordAttempt } from '../auth/throttle';
import { AppError } from '../errors';
import { type LinkUse, type OpenLink, requireLink } from './user-links';

/**
 * Returns the link, or throws as `requireLink` does. A wrong one counts against the address that it comes from, on every
 * page and form that takes one, and is on record once a minute.
 */
export async function tryLink(use: LinkUse, token: string): Promise<OpenLink> {
  const address = peerAddress(await headers());
  const tries = [{ kind: 'link', name: address }] as const;
  try {
    await recordAttempt(tries);
    const link = await requireLink(use, token);
    await clearAttempts(tries);
    return link;
  } catch (error) {
    if (error instanceof AppError) await recordStrangerRefusal(address);
    throw error;
  }
}

import 'server-only';

import type { ReconnectRow } from '@/lib/reconnect/views';
import { AppError, isAppError } from '../errors';
import { listAllBroken, type Place, scanAfter } from './refresh-affected';
import { toDeauthorizedRows, toRows } from './to-reconnect-rows';

export type ReconnectList = {
  /** Those who are known to have been cut off, as it was when Codat was last compared. */
  readonly known: readonly ReconnectRow[];
  /** Other companies that are deauthorized now, if others may have been affected too. That takes a reading. */
  readonly others: readonly ReconnectRow[];
  readonly isComplete: boolean;
};

export async function readReconnectRows(place: Place): Promise<ReconnectList> {
  const { change, integration } = place;
  const known = toRows(await listAllBroken(change.id));
  if (change.company_count !== null) return { known, others: [], isComplete: true };
  const scan = await scanNow(place, known.length > 0);
  const ids = new Set(known.map(({ company }) => company));
  const others = toDeauthorizedRows(scan?.companies ?? [], integration).filter(
    ({ company }) => !ids.has(company),
  );
  return { known, others, isComplete: false };
}

/** Known companies are shown even while Codat can't be asked for the others. */
async function scanNow({ instance, change }: Place, isAnybodyKnown: boolean) {
  try {
    const scan = await scanAfter(instance, change);
    if (scan || isAnybodyKnown) return scan;
  } catch (error) {
    if (!isAnybodyKnown || !isAppError(error)) throw error;
    return null;
  }
  throw new AppError('codat-unavailable');
}

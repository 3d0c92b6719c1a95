import 'server-only';

import type { ReconnectRow } from '@/lib/reconnect/views';
import { AppError } from '../errors';
import { listAllBroken, type Place, scanAfter } from './compare-broken';
import { toDeauthorizedRows, toRows } from './to-reconnect-rows';

/**
 * Whom a change cut off, as it was when Codat was last compared. Where they could not be counted at the time, whoever is
 * deauthorized now: that takes a reading.
 */
export async function listReconnectRows({ instance, change, integration }: Place): Promise<ReconnectRow[]> {
  if (change.company_count !== null) return toRows(await listAllBroken(change.id));
  const scan = await scanAfter(instance, change);
  if (!scan) throw new AppError('codat-unavailable');
  return toDeauthorizedRows(scan.companies, integration);
}

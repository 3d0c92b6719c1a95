import 'server-only';

import type { CodatClient } from '../codat/client';
import { canonical, differences } from '../codat-mapping/compare';
import type { OpenOperation } from '../db/schema';
import type { WriteObservation } from '../operations/verify-write';
import { fingerprint, type SecretMap } from '../vault/vault';
import { openPendingMap, pendingOf } from './stored-settings';

/**
 * Compares what Codat holds now with what was sent and with what was there before. Two different maps in a row that are
 * neither say that Codat has not come to rest, so the second counts as unknown.
 */
export function observeSettings(
  codat: CodatClient,
  operation: OpenOperation,
  onRead: (map: SecretMap) => void = () => {},
): () => Promise<WriteObservation> {
  const subject = { instanceId: operation.instance_id, integrationKey: operation.integration_key };
  const pending = pendingOf(operation);
  let latest: string | null = null;
  return async () => {
    const now = await codat.getCredentials(operation.integration_key);
    onRead(now);
    if (differences(now, await openPendingMap(subject, pending)).length === 0) return 'applied';
    const seen = await fingerprintOf(subject.instanceId, now);
    const isAtRest = latest === null || latest === seen;
    latest = seen;
    if (seen === pending.before) return 'unchanged';
    return isAtRest ? 'diverged' : 'unknown';
  };
}

/** Returns the fingerprint of a map as Codat answered it, masked or not: the same answer gives the same fingerprint. */
export function fingerprintOf(instanceId: string, map: SecretMap): Promise<string> {
  return fingerprint(instanceId, canonical(map));
}

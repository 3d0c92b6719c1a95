import 'server-only';

import type { ConnectionChange } from '../codat/webhook';
import type { Trx } from '../db/database';
import type { InstanceRow } from '../db/schema';

// Handles webhooks about connections. An event only invalidates earlier readings, so that the next request reads again;
// its content is never shown.

export type ConnectionEvent = ConnectionChange & { readonly instanceId: string };

/** A thousand events within a moment are one reading, and a person can't tell 2 seconds from none. */
const minRefreshIntervalMs = 2_000;

/** In the transaction that marks the event as received; every server reads the revision with the instance. */
export async function noteConnectionEvent(trx: Trx, event: ConnectionEvent): Promise<void> {
  await trx
    .updateTable('instances')
    .set((column) => ({ connections_revision: column('connections_revision', '+', 1) }))
    .where('id', '=', event.instanceId)
    .execute();
}

type Reading = {
  readonly connectionsRevision: number;
  /** The start of the reading; null while it is in progress. */
  readonly readAt: number | null;
};

/** A reading in progress is shared anyway: if each event started it again, it would never end. */
export function isSuperseded({ connectionsRevision, readAt }: Reading, instance: InstanceRow): boolean {
  return (
    readAt !== null &&
    connectionsRevision < instance.connections_revision &&
    Date.now() - readAt >= minRefreshIntervalMs
  );
}

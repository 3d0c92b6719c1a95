import 'server-only';

import type { ConnectionChange } from '../codat/webhook';
import type { Trx } from '../db/database';
import type { InstanceRow } from '../db/schema';

// What becomes of a webhook that tells of a connection. It says where to look and never what is seen there: whatever
// was read before it is old, and the next one who looks reads anew.

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
  /** When it began; null while it is under way. */
  readonly readAt: number | null;
};

/** One that is under way is shared all the same: were it begun anew at each event, it would never come to an end. */
export function isSuperseded({ connectionsRevision, readAt }: Reading, instance: InstanceRow): boolean {
  return (
    readAt !== null &&
    connectionsRevision < instance.connections_revision &&
    Date.now() - readAt >= minRefreshIntervalMs
  );
}

import 'server-only';

import { database, engine, type Trx } from '../db/database';
import type { NewActivityRow } from '../db/schema';
import { logEvent } from '../log';
import { chainKey, chainVersion, firstHash, hashRow, headMac } from './chain';

// The only writer of the activity log. Rows are appended, never changed; a row goes into the same transaction as
// the change it speaks of, or before the change where it is the intent.

export type ActivityDetails = Readonly<Record<string, string | number | boolean | null>>;

export type ActivityAction = ActivityEvent['action'];

export type ActivityEvent = {
  /** An instance's id, or the installation as a whole. */
  readonly chain: string;
  readonly actor: string;
  readonly action:
    | 'integration.enable'
    | 'integration.disable'
    | 'integration.retry-enablement'
    | 'settings.save'
    | 'settings.keep-outside'
    | 'key.compared'
    | 'credentials.test'
    | 'instance.allow-tests'
    | 'instance.forbid-tests'
    | 'company.create'
    | 'company.delete'
    | 'connection.create'
    | 'connection.unlink'
    | 'connection.delete'
    | 'settings.delete'
    | 'companies.export-linked'
    | 'companies.export-reconnect'
    | 'companies.export'
    | 'access.denied'
    | 'session.sign-in'
    | 'session.sign-in-refused'
    | 'session.sign-out'
    | 'user.created'
    | 'user.password-reset'
    | 'vault.rotated'
    | 'instance.created'
    | 'webhooks.secret-set'
    | 'webhooks.secret-removed';
  readonly phase: 'intent' | 'outcome' | 'event';
  readonly operationId?: string;
  readonly integrationKey?: string;
  readonly outcome?: string;
  /** Names, numbers and states; never a value that a person typed into a secret's field. */
  readonly details?: ActivityDetails;
};

/**
 * Appends the row, and makes the changes it speaks of in the same transaction. It is printed only once committed,
 * so that the operator's log never tells of something that was rolled back.
 */
export async function recordActivity(
  event: ActivityEvent,
  alongside: (trx: Trx) => Promise<void> = async () => {},
): Promise<void> {
  const row = await database()
    .transaction()
    .execute(async (trx) => {
      const chain = await lockChain(trx, event.chain);
      await alongside(trx);
      return append(trx, event, chain);
    });
  printActivity(row);
}

/** Locked before anything else in the transaction, so that two writers can't take the same number. */
async function lockChain(trx: Trx, id: string) {
  await trx
    .insertInto('activity_chains')
    .values({ id, last_seq: 0, last_hash: firstHash, head_mac: headMac(chainKey(id), id, 0, firstHash) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return trx
    .selectFrom('activity_chains')
    .selectAll()
    .where('id', '=', id)
    .modifyEnd(engine().forUpdate)
    .executeTakeFirstOrThrow();
}

async function append(
  trx: Trx,
  event: ActivityEvent,
  chain: { last_seq: number; last_hash: string },
): Promise<NewActivityRow> {
  const unhashed = {
    chain_id: event.chain,
    seq: chain.last_seq + 1,
    version: chainVersion,
    at: Date.now(),
    actor: event.actor,
    action: event.action,
    phase: event.phase,
    operation_id: event.operationId ?? null,
    integration_key: event.integrationKey ?? null,
    outcome: event.outcome ?? null,
    details: JSON.stringify(event.details ?? {}),
    previous_hash: chain.last_hash,
  };
  const key = chainKey(event.chain);
  const row: NewActivityRow = { ...unhashed, hash: hashRow(key, unhashed) };
  await trx.insertInto('activity').values(row).execute();
  await trx
    .updateTable('activity_chains')
    .set({ last_seq: row.seq, last_hash: row.hash, head_mac: headMac(key, event.chain, row.seq, row.hash) })
    .where('id', '=', event.chain)
    .execute();
  return row;
}

function printActivity(row: NewActivityRow): void {
  logEvent('activity', {
    chain: row.chain_id,
    seq: row.seq,
    actor: row.actor,
    action: row.action,
    phase: row.phase,
    operation: row.operation_id ?? undefined,
    integration: row.integration_key ?? undefined,
    outcome: row.outcome ?? undefined,
  });
}

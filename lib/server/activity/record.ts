import 'server-only';

import { database, type Trx } from '../db/database';
import type { NewActivityRow } from '../db/schema';
import { AppError } from '../errors';
import { logEvent } from '../log';
import { type Actor, toActorColumns } from './actor';
import { type ChainHead, chainKey, hashRow, installationChain, rowVersion } from './chain';
import { lockHead, moveHead } from './heads';
import { noteLatestChange } from './latest-changes';

// The only writer of the activity log. Rows are appended, never changed; a row goes into the same transaction as
// the change it speaks of, or before the change where it is the intent.

export type ActivityDetails = Readonly<Record<string, string | number | boolean | null>>;

export type ActivityAction = ActivityEvent['action'];

export type ActivityEvent = {
  /** An instance's id, or the installation as a whole. */
  readonly chain: string;
  readonly actor: Actor;
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
    | 'activity.export'
    | 'activity.purged'
    | 'links.read'
    | 'access.denied'
    | 'session.sign-in'
    | 'session.sign-in-refused'
    | 'session.sign-out'
    | 'user.created'
    | 'session.ended'
    | 'session.fresh-sign-in'
    | 'session.fresh-sign-in-refused'
    | 'user.password-reset'
    | 'user.password-changed'
    | 'user.password-link'
    | 'user.invited'
    | 'user.invitation-revoked'
    | 'user.joined'
    | 'user.renamed'
    | 'user.role-changed'
    | 'user.disabled'
    | 'user.enabled'
    | 'user.signed-out'
    | 'user.linked'
    | 'user.unlinked'
    | 'user.role-kept'
    | 'user.two-factor-on'
    | 'user.two-factor-off'
    | 'user.two-factor-reset'
    | 'user.recovery-codes-renewed'
    | 'user.recovery-code-used'
    | 'sign-in.two-factor-required'
    | 'sign-in.two-factor-optional'
    | 'sign-in.passwords-off'
    | 'sign-in.passwords-on'
    | 'vault.rotated'
    | 'instance.created'
    | 'instance.registered'
    | 'instance.edited'
    | 'instance.key-replaced'
    | 'instance.connection-tested'
    | 'instance.removed'
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
 * Appends the row and makes the changes it describes in the same transaction. It is printed only once committed, so the
 * operator's log never mentions anything that was rolled back.
 */
export async function recordActivity(
  event: ActivityEvent,
  inSameTransaction: (trx: Trx) => Promise<void> = async () => {},
): Promise<void> {
  await recordTogether(event.chain, async (trx, append) => {
    await inSameTransaction(trx);
    await append(event);
  });
}

export type Append = (event: Omit<ActivityEvent, 'chain'>) => Promise<void>;

/** For what is known only behind the lock of the chain: whether there is anything to record, and how much. */
export async function recordTogether(
  chain: string,
  work: (trx: Trx, append: Append) => Promise<void>,
): Promise<void> {
  const rows: NewActivityRow[] = [];
  await database()
    .transaction()
    .execute(async (trx) => {
      let head = await lockHead(trx, chain);
      if (chain !== installationChain) await requireKept(trx, chain);
      await work(trx, async (event) => {
        const row = toRow({ ...event, chain }, head);
        await trx.insertInto('activity').values(row).execute();
        await noteLatestChange(trx, row);
        const next = { seq: row.seq, hash: row.hash };
        await moveHead(trx, { chain, from: head, to: next });
        head = next;
        rows.push(row);
      });
    });
  rows.forEach(printActivity);
}

/** The chain of a removed instance is closed. */
async function requireKept(trx: Trx, instanceId: string): Promise<void> {
  const row = await trx.selectFrom('instances').select('id').where('id', '=', instanceId).executeTakeFirst();
  if (!row) throw new AppError('instance-changed');
}

function toRow(event: ActivityEvent, head: ChainHead): NewActivityRow {
  const unhashed = {
    chain_id: event.chain,
    seq: head.seq + 1,
    version: rowVersion,
    at: Date.now(),
    ...toActorColumns(event.actor),
    action: event.action,
    phase: event.phase,
    operation_id: event.operationId ?? null,
    integration_key: event.integrationKey ?? null,
    outcome: event.outcome ?? null,
    details: JSON.stringify(event.details ?? {}),
    previous_hash: head.hash,
  };
  const hash = hashRow(chainKey(event.chain), unhashed);
  if (hash === null) throw new Error(`no hash for activity rows of version ${rowVersion}`);
  return { ...unhashed, hash };
}

function printActivity(row: NewActivityRow): void {
  logEvent('activity', {
    chain: row.chain_id,
    seq: row.seq,
    actor: row.actor,
    user: row.actor_id ?? undefined,
    action: row.action,
    phase: row.phase,
    operation: row.operation_id ?? undefined,
    integration: row.integration_key ?? undefined,
    outcome: row.outcome ?? undefined,
  });
}

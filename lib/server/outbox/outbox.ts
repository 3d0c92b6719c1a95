import 'server-only';

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { database, engine, type Trx } from '../db/database';
import type { OutboxMessage } from '../db/schema';
import { scheduleJob } from '../jobs/jobs';
import { Secret } from '../secret';
import { open, seal } from '../vault/vault';

export const deliveryJob = 'deliver-message';
const keptMs = 30 * 24 * 60 * 60_000;

export type Mail = { readonly recipient: string; readonly subject: string; readonly text: string };
/** A mail that is ready for a transaction: sealing reads the vault, and may not wait inside one. */
export type SealedMail = { readonly id: string; readonly recipient: string; readonly sealed: string };

export async function sealMail({ recipient, subject, text }: Mail): Promise<SealedMail> {
  const id = randomUUID();
  const sealed = await seal(placeOf(id), new Secret(JSON.stringify({ subject, text })));
  return { id, recipient, sealed };
}

/** Belongs into the transaction of the change that the mail reports. */
export async function postMail(trx: Trx, mail: SealedMail, worthMs: number): Promise<void> {
  const { now } = engine();
  await trx
    .insertInto('outbox')
    .values({ ...mail, created_at: now, expires_at: sql<number>`${now} + ${worthMs}` })
    .execute();
  await scheduleJob(trx, { name: deliveryJob, subject: mail.id });
}

export type WaitingMessage = OutboxMessage & { readonly sealed: string; readonly is_expired: 0 | 1 };

/** Null if there is nothing left to deliver. */
export async function findWaitingMessage(id: string): Promise<WaitingMessage | null> {
  const row = await database()
    .selectFrom('outbox')
    .selectAll()
    .select(sql<0 | 1>`case when expires_at <= ${engine().now} then 1 else 0 end`.as('is_expired'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.sealed ? { ...row, sealed: row.sealed } : null;
}

export async function openMail({ id, recipient, sealed }: WaitingMessage): Promise<Mail> {
  const opened = JSON.parse((await open(placeOf(id), sealed)).reveal()) as Omit<Mail, 'recipient'>;
  return { recipient, subject: opened.subject, text: opened.text };
}

export async function markDelivered(id: string): Promise<void> {
  await database()
    .updateTable('outbox')
    .set({ delivered_at: engine().now, sealed: null, failure: null })
    .where('id', '=', id)
    .where('sealed', 'is not', null)
    .execute();
}

export async function recordDeliveryFailure(id: string, failure: string): Promise<void> {
  await database().updateTable('outbox').set({ failure }).where('id', '=', id).execute();
}

/** Ends the attempts. Keeps the reason of the latest failure, if there was one. */
export async function abandon(id: string, reason: string): Promise<void> {
  await database()
    .updateTable('outbox')
    .set({ abandoned_at: engine().now, sealed: null, failure: sql<string>`coalesce(failure, ${reason})` })
    .where('id', '=', id)
    .where('sealed', 'is not', null)
    .execute();
}

export async function removeOldMessages(): Promise<void> {
  await database()
    .deleteFrom('outbox')
    .where('sealed', 'is', null)
    .where('created_at', '<', sql<number>`${engine().now} - ${keptMs}`)
    .execute();
}

function placeOf(id: string) {
  return { owner: 'outbox', field: id };
}

import 'server-only';

import { z } from 'zod';
import { forPublic } from '../../auth/guard';
import { noteConnectionEvent } from '../../cache/connection-revision';
import { noteQuotaReached, noteQuotaReset } from '../../codat/quota';
import { readWebhook, type WebhookEvent } from '../../codat/webhook';
import type { Trx } from '../../db/database';
import type { InstanceRow } from '../../db/schema';
import { findInstance } from '../../instances/find-instance';
import { logEvent, logUnexpected, logWarning } from '../../log';
import { processSingleton } from '../../process-singleton';
import { receiveOnce } from '../../webhooks/webhook-receipts';
import { openWebhookSecret } from '../../webhooks/webhook-secret';

/** `refused` gives no reason, so that a missing instance answers like a wrong signature. */
export type Receipt = 'accepted' | 'repeated' | 'ignored' | 'refused' | 'unreadable' | 'unavailable';

const delivery = z.object({
  instance: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .catch(''),
  headers: z.instanceof(Headers),
  body: z.instanceof(Buffer),
});

const warnedEveryMs = 60_000;
const refusals = processSingleton('webhook-refusals', () => ({ count: 0, warnedAt: 0 }));

/**
 * Receives a webhook from Codat, trusting only the signing secret and never a session. It calls no other server; its
 * effect is that the next reading is fresh.
 */
export const receiveWebhook = forPublic('webhooks', delivery, async (input): Promise<Receipt> => {
  try {
    const instance = await findInstance(input.instance);
    const secret = instance && (await openWebhookSecret(instance));
    if (!secret) return refuse(instance, instance ? 'no-secret' : 'no-instance');
    const read = readWebhook(secret, input.headers, input.body);
    if (read.kind === 'unsigned') return refuse(instance, 'signature');
    if (read.kind === 'unreadable') return 'unreadable';
    if (read.kind === 'foreign') return 'ignored';

    const { id, type, event } = read;
    const isFirst = await receiveOnce(instance.id, id, (trx) => act(trx, instance, event));
    if (isFirst) noteInMemory(instance.id, event);
    logEvent('webhook', { instance: instance.slug, type, repeated: !isFirst });
    return isFirst ? 'accepted' : 'repeated';
  } catch (error) {
    // Svix delivers it again.
    logUnexpected('webhook', error);
    return 'unavailable';
  }
});

async function act(trx: Trx, instance: InstanceRow, event: WebhookEvent): Promise<void> {
  if (event.kind === 'connection')
    await noteConnectionEvent(trx, { ...event.change, instanceId: instance.id });
}

/** Notes the quota in this process. Other servers learn of it from their own answers. */
function noteInMemory(instanceId: string, event: WebhookEvent): void {
  if (event.kind === 'quota-reached') noteQuotaReached(instanceId, event.saidAt, event.until);
  if (event.kind === 'quota-reset') noteQuotaReset(instanceId);
}

/** Logs at most one line a minute, however often strangers post, and nothing from their requests. */
function refuse(instance: InstanceRow | null, reason: 'no-instance' | 'no-secret' | 'signature'): Receipt {
  const seen = refusals.get();
  seen.count += 1;
  if (Date.now() - seen.warnedAt >= warnedEveryMs) {
    logWarning('webhook-refused', { instance: instance?.slug, reason, sinceLastWarning: seen.count });
    seen.count = 0;
    seen.warnedAt = Date.now();
  }
  return 'refused';
}

'use server';

import type { WebhookSecretResult } from '@/lib/instances/webhooks';
import type { ActionResult } from '@/lib/result';
import { refreshAfter, respond } from '@/lib/server/respond';
import { changeWebhookSecret } from '@/lib/server/use-cases/webhooks/change-webhook-secret';

export async function webhookSecretAction(change: unknown): Promise<ActionResult<WebhookSecretResult>> {
  const result = await respond(() => changeWebhookSecret.untrusted(change));
  refreshAfter(result);
  return result;
}

import 'server-only';

import type { InstanceRow } from '../db/schema';
import type { Secret } from '../secret';
import { open } from '../vault/vault';

export function webhookSecretPlace(instanceId: string) {
  return { owner: instanceId, field: 'webhook-secret' };
}

/** Returns the secret that Codat signs with, or null if no Administrator has stored one. */
export async function openWebhookSecret(instance: InstanceRow): Promise<Secret | null> {
  const sealed = instance.webhook_secret_sealed;
  return sealed === null ? null : open(webhookSecretPlace(instance.id), sealed);
}

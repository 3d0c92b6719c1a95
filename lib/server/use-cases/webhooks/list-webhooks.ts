import 'server-only';

import { z } from 'zod';
import type { WebhooksView } from '@/lib/instances/webhooks';
import { routes } from '@/lib/routes';
import { forViewer } from '../../auth/guard';
import type { InstanceRow } from '../../db/schema';
import { env } from '../../env';
import { listInstances } from '../../instances/find-instance';
import { VaultError } from '../../vault/sealing';
import { openWebhookSecret } from '../../webhooks/webhook-secret';

/** Returns, for each instance, the address that Codat has to post to and whether the signing secret is stored. */
export const listWebhooks = forViewer(
  'instances:manage',
  z.unknown(),
  async (): Promise<WebhooksView[]> => Promise.all((await listInstances()).map(toView)),
);

async function toView(instance: InstanceRow): Promise<WebhooksView> {
  const { id, slug, name } = instance;
  const address = `${env().origins[0]}${routes.webhooks(slug)}`;
  const isReachable = address.startsWith('https://');
  return { id, slug, name, address, isReachable, secret: await toSecretView(instance) };
}

async function toSecretView(instance: InstanceRow): Promise<WebhooksView['secret']> {
  try {
    const secret = await openWebhookSecret(instance);
    return { isSet: secret !== null, hint: secret?.hint() ?? null, damaged: false };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return { isSet: false, hint: null, damaged: true };
  }
}

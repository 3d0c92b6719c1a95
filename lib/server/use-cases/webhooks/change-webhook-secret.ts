import 'server-only';

import { z } from 'zod';
import type { WebhookSecretResult } from '@/lib/instances/webhooks';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { troubleOfWebhookSecret } from '../../codat/webhook';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { Secret } from '../../secret';
import { seal } from '../../vault/vault';
import { webhookSecretPlace } from '../../webhooks/webhook-secret';

const typedSecret = z
  .string()
  .max(4_000)
  .transform((typed) => new Secret(typed.trim()));

const change = z.object({
  ...writtenInstance,
  secret: z.discriminatedUnion('intent', [
    z.object({ intent: z.literal('replace'), value: typedSecret }),
    z.object({ intent: z.literal('clear') }),
  ]),
});

/** Stores the secret that Codat signs its webhooks with, or removes it. Without it every webhook is refused. */
export const changeWebhookSecret = forViewer(
  'instances:manage',
  change,
  async (viewer, input): Promise<WebhookSecretResult> => {
    const instance = await requireWrittenInstance(input);
    const typed = input.secret.intent === 'replace' ? input.secret.value : null;
    const trouble = typed === null ? null : troubleOfWebhookSecret(typed);
    if (trouble) return { kind: 'invalid', trouble };
    if (typed === null && instance.webhook_secret_sealed === null) return { kind: 'removed' };

    const sealed = typed === null ? null : await seal(webhookSecretPlace(instance.id), typed);
    await recordActivity(
      {
        chain: instance.id,
        actor: actorOf(viewer),
        action: sealed === null ? 'webhooks.secret-removed' : 'webhooks.secret-set',
        phase: 'event',
        outcome: 'applied',
        details: { slug: instance.slug },
      },
      async (trx) => {
        await trx
          .updateTable('instances')
          .set({ webhook_secret_sealed: sealed })
          .where('id', '=', instance.id)
          .execute();
      },
    );
    return { kind: sealed === null ? 'removed' : 'saved' };
  },
);

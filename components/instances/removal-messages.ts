import { getTranslations } from 'next-intl/server';
import type { InstanceRemovalReview } from '@/lib/instances/views';

const names = [
  ...(['open', 'loading', 'failed', 'destroyed', 'kept', 'removing', 'cancel', 'lost'] as const),
  ...(['instance', 'typeName', 'mismatch', 'openNamed', 'dialogTitle', 'confirm'] as const),
];

export type RemovalMessages = Readonly<Record<(typeof names)[number], string>>;

export async function removalMessages(name: string): Promise<RemovalMessages> {
  const t = await getTranslations('instances.remove');
  const entries = names.map((key) => [key, String(t.raw(key)).replace('{name}', () => name)]);
  return Object.fromEntries(entries) as RemovalMessages;
}

/** Puts into lines what is destroyed and what stays. */
export async function removalLines({ stored, activity }: InstanceRemovalReview) {
  const t = await getTranslations('instances.remove');
  return {
    destroyed: [
      t('keys'),
      t('settings', { count: stored.settings }),
      t('secrets', { count: stored.secrets }),
      t('reconnectLists', { count: stored.reconnectLists }),
      ...(stored.hasWebhookSecret ? [t('webhookSecret')] : []),
    ],
    kept: [t('activity', { count: activity }), t('backups')],
  };
}

import { getTranslations } from 'next-intl/server';
import { copyMessages } from '@/components/ui/copy/copy-messages';
import type { SentLinkMessages } from './sent-link';

export async function loadLinkMessages(): Promise<SentLinkMessages> {
  const t = await getTranslations('users.link');
  return {
    mailed: t.raw('mailed'),
    byHand: t.raw('byHand'),
    copyLink: t('copy'),
    copying: await copyMessages(),
  };
}

import { getTranslations } from 'next-intl/server';
import { copyMessages } from '@/components/ui/copy/copy-messages';
import type { RecoveryCodesMessages } from './recovery-codes';

export async function loadRecoveryMessages(): Promise<RecoveryCodesMessages> {
  const t = await getTranslations('twoFactor.codes');
  return {
    title: t('title'),
    text: t('text'),
    copy: t('copy'),
    done: t('done'),
    copying: await copyMessages(),
  };
}

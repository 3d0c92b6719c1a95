import { getTranslations } from 'next-intl/server';

export type CopyMessages = { readonly copy: string; readonly copied: string; readonly selected: string };

export async function copyMessages(): Promise<CopyMessages> {
  const t = await getTranslations('copying');
  return { copy: t('copy'), copied: t('copied'), selected: t('selected') };
}

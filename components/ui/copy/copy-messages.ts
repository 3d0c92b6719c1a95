import { getTranslations } from 'next-intl/server';

export type CopyWords = { readonly copy: string; readonly copied: string; readonly selected: string };

export async function copyWords(): Promise<CopyWords> {
  const t = await getTranslations('copying');
  return { copy: t('copy'), copied: t('copied'), selected: t('selected') };
}

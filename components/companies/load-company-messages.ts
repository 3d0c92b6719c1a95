import { getTranslations } from 'next-intl/server';
import { copyMessages } from '@/components/ui/copy/copy-messages';
import { categories } from '@/lib/category';
import { allowedNameSymbols } from '@/lib/companies/company-name';
import { connectionStatuses } from '@/lib/companies/company-status';
import { type CompanyMessages, linkKeys, newCompanyKeys } from './company-messages';

/** Returns raw messages: the browser fills in the placeholders in braces. */
export async function loadCompanyMessages(): Promise<CompanyMessages> {
  const [t, categoryMessages, copying] = await Promise.all([
    getTranslations('companies'),
    getTranslations('categories'),
    copyMessages(),
  ]);
  return {
    copy: { ...copying, named: t.raw('links.copyNamed') },
    categories: toRecord(categories, (category) => categoryMessages(category)),
    connectionStatuses: toRecord(connectionStatuses, (status) => t(`connectionStatuses.${status}`)),
    new: {
      ...toRecord(newCompanyKeys, (key) => t.raw(`new.${key}`)),
      hint: t('new.hint', { signs: allowedNameSymbols }),
    },
    links: toRecord(linkKeys, (key) => t.raw(`links.${key}`)),
  };
}

function toRecord<Key extends string>(
  keys: readonly Key[],
  wordOf: (key: Key) => string,
): Record<Key, string> {
  return Object.fromEntries(keys.map((key) => [key, wordOf(key)])) as Record<Key, string>;
}

import { getTranslations } from 'next-intl/server';
import type { ActivityEntry } from '@/lib/activity/views';

/** Says in one sentence what was done, in the reader's language. */
export async function entryTitle(entry: ActivityEntry): Promise<string> {
  const t = await getTranslations('activity');
  return t(`actions.${entry.action}`, {
    name: entry.integration,
    company: entry.company,
    count: entry.count,
    action: entry.rawAction,
  });
}

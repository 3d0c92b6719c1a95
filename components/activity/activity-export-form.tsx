import { getTranslations } from 'next-intl/server';
import { button } from '@/components/ui/button';
import { type ActivityQuery, fromActivityQuery } from '@/lib/activity/activity-query';
import { activityExport } from '@/lib/routes';

type Props = { readonly instance: string | null; readonly query: ActivityQuery };

/** A plain form: a download is a POST, so that no link and no other site can cause one. */
export async function ActivityExportForm({ instance, query }: Props) {
  const t = await getTranslations('activity');
  const fields = Object.entries(fromActivityQuery({ ...query, after: null }));
  return (
    <form method="post" action={activityExport} className="flex flex-wrap items-center gap-3">
      <input type="hidden" name="of" value={instance ?? ''} />
      {fields.map(([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />)}
      <button type="submit" name="format" value="csv" className={button.secondary}>
        {t('export.csv')}
      </button>
      <button type="submit" name="format" value="jsonl" className={button.secondary}>
        {t('export.jsonl')}
      </button>
      <span className="text-[0.8125rem] text-ink-3">{t('export.hint')}</span>
    </form>
  );
}

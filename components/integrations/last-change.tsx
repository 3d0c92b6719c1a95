import { getLocale, getTranslations } from 'next-intl/server';
import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import type { TileView } from '@/lib/integrations/views';

/** Says who changed an integration last in Switchboard, and when. */
export async function LastChange({ change }: { readonly change: TileView['lastChange'] }) {
  if (!change) return null;
  const [t, locale] = await Promise.all([getTranslations('tiles'), getLocale()]);
  return (
    <span>
      <Sentence
        text={t('lastChange', { at: '{at}', person: change.by })}
        at={<Moment at={change.at} locale={locale} look="day" />}
      />
    </span>
  );
}

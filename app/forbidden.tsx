import { getTranslations } from 'next-intl/server';
import { CenteredPage } from '@/components/shell/centered-page';
import { HomeLink } from '@/components/shell/home-link';
import { env } from '@/lib/server/env';

export default async function Forbidden() {
  const t = await getTranslations('errorPages');
  const app = await getTranslations('app');
  return (
    <CenteredPage
      brand={app('name')}
      note={env().codat.local ? app('local') : null}
      title={t('forbiddenTitle')}
    >
      <p className="my-3 text-ink-2">{t('forbiddenText')}</p>
      <HomeLink>{t('home')}</HomeLink>
    </CenteredPage>
  );
}

import { getTranslations } from 'next-intl/server';
import { CenteredPage } from '@/components/shell/centered-page';
import { TextLink } from '@/components/ui/text-link';
import { routes } from '@/lib/routes';

/** In place of the form of a link that can't be used. */
export async function OverLink({ message }: { readonly message: string }) {
  const [t, app] = await Promise.all([getTranslations('join'), getTranslations('app')]);
  return (
    <CenteredPage brand={app('name')} note={null} title={t('overTitle')}>
      <p className="mt-1.5 mb-5 text-ink-2">{message}</p>
      <TextLink href={routes.signIn()}>{t('toSignIn')}</TextLink>
    </CenteredPage>
  );
}

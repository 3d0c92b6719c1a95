import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/ui/notice';
import { TextLink } from '@/components/ui/text-link';
import { routes } from '@/lib/routes';

type Props = {
  readonly instance: { readonly slug: string; readonly name: string };
  /** Whether the reader may replace the key. */
  readonly mayReplace: boolean;
};

export async function KeyRefused({ instance, mayReplace }: Props) {
  const t = await getTranslations('instances.refused');
  return (
    <div className="mb-5">
      <Notice tone="danger" title={t('title', { name: instance.name })}>
        {t('text')}{' '}
        {mayReplace ? <TextLink href={routes.instance(instance.slug)}>{t('replace')}</TextLink> : t('ask')}
      </Notice>
    </div>
  );
}

import { getLocale, getTranslations } from 'next-intl/server';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Sentence } from '@/components/ui/sentence';
import type { AnchorsView } from '@/lib/activity/views';

type Props = {
  /** Null if no anchors are made. */
  readonly anchors: AnchorsView | null;
};

/** Says whether the anchors arrive; a failure is a warning, since the end of the log is not protected until then. */
export async function AnchorNote({ anchors }: Props) {
  if (!anchors) return null;
  const [t, locale] = await Promise.all([getTranslations('activity.anchors'), getLocale()]);
  const { host, deliveredAt, waiting, failure, publicKey } = anchors;
  const at = '{at}';
  const time = (moment: number) => <Moment at={moment} locale={locale} look="second" />;
  return (
    <Notice tone={failure ? 'caution' : 'neutral'} {...(failure && { title: t('failing', { host }) })}>
      <p>
        {deliveredAt === null ? (
          t('none', { host })
        ) : (
          <Sentence text={t('delivered', { host, at })} at={time(deliveredAt)} />
        )}
      </p>
      {failure && (
        <p>
          <Sentence
            text={t('failed', {
              reason: t(`reasons.${failure.reason}`, { status: failure.status }),
              count: waiting,
              at,
            })}
            at={time(failure.at)}
          />
        </p>
      )}
      <details>
        <summary className="cursor-pointer">{t('key')}</summary>
        <code className="font-mono text-[0.8125rem] break-all">{publicKey}</code>
      </details>
    </Notice>
  );
}

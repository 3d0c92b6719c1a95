import { getTranslations } from 'next-intl/server';
import { LookAgain } from '@/components/ui/look-again';
import { Notice } from '@/components/ui/notice';
import type { IntegrationView } from '@/lib/integrations/views';
import { reviewMessages } from '../review/review-messages';
import { type DecisionAction, DecisionButtons } from './decision-buttons';

type Props = {
  readonly view: IntegrationView;
  readonly keepAction: DecisionAction;
};

/** Codat said yes to the last change and does not show it; the page looks again, and a person may end the waiting. */
export async function AcceptedNotice({ view, keepAction }: Props) {
  const t = await getTranslations('accepted');
  const { tile } = view;
  return (
    <Notice tone="caution" title={t('title')}>
      {t('text')}
      <div className="flex flex-wrap items-start gap-2">
        <div className="mt-3">
          <LookAgain label={t('checkAgain')} busyWord={t('checking')} />
        </div>
        {tile.enablement.kind !== 'not-allowed' && (
          <DecisionButtons
            messages={await reviewMessages()}
            integrationKey={tile.key}
            choices={[{ label: t('keep'), action: keepAction }]}
          />
        )}
      </div>
      {tile.enablement.kind !== 'not-allowed' && <p className="mt-2 text-[0.8125rem]">{t('keepHint')}</p>}
    </Notice>
  );
}

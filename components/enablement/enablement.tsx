import { getTranslations } from 'next-intl/server';
import type { TileView } from '@/lib/integrations/views';
import { reviewMessages } from '../review/review-messages';
import { type EnablementAction, EnablementSwitch } from './enablement-switch';

type Props = {
  readonly tile: TileView;
  readonly enablementAction: EnablementAction;
};

/** The toggle of one integration with the words it needs, so that the browser loads no dictionary. */
export async function Enablement({ tile, enablementAction }: Props) {
  const t = await getTranslations('tiles');
  const { name, enabled, enablement } = tile;

  if (enablement.kind === 'not-allowed') {
    return <span className="text-ink-2">{t(enabled ? 'enabled' : 'disabled')}</span>;
  }
  const reason = {
    writable: null,
    'needs-set-up': t('needsSetUpFirst'),
    'refused-by-codat': t('refusedOne', {
      status: enablement.kind === 'refused-by-codat' ? enablement.status : 0,
    }),
  }[enablement.kind];

  return (
    <EnablementSwitch
      integrationKey={tile.key}
      name={name}
      enabled={enabled}
      asksFirst={enabled && tile.linkedCount !== 0}
      unsettled={tile.unsettled}
      readOnly={enablement.kind === 'refused-by-codat'}
      reason={reason}
      enablementAction={enablementAction}
      messages={{
        enabled: t('enabled'),
        disabled: t('disabled'),
        saving: t('saving'),
        nowEnabled: t('nowEnabled', { name }),
        nowDisabled: t('nowDisabled', { name }),
        review: await reviewMessages(),
      }}
    />
  );
}

import { getTranslations } from 'next-intl/server';
import { Panel } from '@/components/ui/panel';
import { isKeyField } from '@/lib/integrations/draft';
import type { SettingsFormView } from '@/lib/integrations/views';
import { type CompareKeyAction, SameKey } from './same-key';

type Props = {
  readonly form: SettingsFormView;
  readonly compareKeyAction: CompareKeyAction;
};

/** Finds out whose key it is for a user who found one somewhere. It is folded away until needed. */
export async function SameKeyPanel({ form, compareKeyAction }: Props) {
  if (!form.fields.some(isKeyField)) return null;
  const t = await getTranslations('sameKey');
  return (
    <Panel title={t('title')}>
      <details>
        <summary className="text-accent">{t('open')}</summary>
        <p className="mt-2 text-[0.8125rem] text-ink-2">{t('lead', { name: form.name })}</p>
        <SameKey
          integrationKey={form.integrationKey}
          compareKeyAction={compareKeyAction}
          messages={{
            key: t('key'),
            compare: t('compare'),
            comparing: t('comparing'),
            places: {
              both: t.raw('both'),
              codat: t.raw('codat'),
              here: t.raw('here'),
              unknown: t.raw('unknown'),
            },
            none: t('none'),
            nothing: t('nothing'),
            compared: t.raw('compared'),
            hidden: t.raw('hidden'),
            lost: t('lost'),
          }}
        />
      </details>
    </Panel>
  );
}

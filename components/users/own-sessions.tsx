import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { Moment } from '@/components/ui/moment';
import { Table } from '@/components/ui/table';
import { describeBrowser } from '@/lib/users/describe-browser';

type Props = {
  readonly sessions: readonly {
    readonly id: string;
    readonly browser: string;
    readonly address: string;
    readonly createdAt: number;
    readonly lastSeenAt: number;
    readonly signedInBy: 'password' | 'oidc';
    readonly isThisOne: boolean;
  }[];
  readonly endSessionAction: FormAction<unknown>;
};

export async function OwnSessions({ sessions, endSessionAction }: Props) {
  const t = await getTranslations('account');
  const oidc = await getTranslations('oidc');
  const locale = await getLocale();
  return (
    <Table
      label={t('sessions')}
      columns={[t('device'), t('address'), t('since'), oidc('by'), t('lastSeen'), t('actions')]}
      rows={sessions.map(({ id, browser, address, createdAt, lastSeenAt, signedInBy, isThisOne }) => {
        const described = describeBrowser(browser);
        const device = described ? t('browserOn', described) : t('unknownDevice');
        return {
          id,
          cells: [
            device,
            address || t('unknownAddress'),
            <Moment key="since" at={createdAt} locale={locale} />,
            oidc(signedInBy === 'oidc' ? 'byIssuer' : 'byPassword'),
            <Moment key="seen" at={lastSeenAt} locale={locale} />,
            isThisOne ? (
              t('thisOne')
            ) : (
              <ActionForm
                key="end"
                action={endSessionAction}
                submit={t('end')}
                submitting={t('ending')}
                label={t('endFor', { device })}
                look="secondary"
                done=""
              >
                <input type="hidden" name="session" value={id} />
              </ActionForm>
            ),
          ],
        };
      })}
    />
  );
}

import { getLocale, getTranslations } from 'next-intl/server';
import type { ShownInstance } from '@/components/shell/instance-box';
import { instanceLabel } from '@/components/shell/instance-label';
import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import { isConnectionStatus } from '@/lib/companies/company-status';
import type { CompanyView, ConnectionRow } from '@/lib/companies/views';
import { Removal, type RemovalAction } from './removal';
import { lookOf, StatusPill } from './status-pill';

type Props = {
  readonly instance: ShownInstance;
  readonly company: CompanyView;
  readonly connection: ConnectionRow;
  readonly removeConnectionAction: RemovalAction;
};

export async function CompanyConnection({ instance, company, connection, removeConnectionAction }: Props) {
  const [t, categories, locale] = await Promise.all([
    getTranslations('companies'),
    getTranslations('categories'),
    getLocale(),
  ]);
  const { platform: name, status, category } = connection;
  const day = (at: number | null) =>
    at === null ? t('none') : <Moment at={at} locale={locale} look="day" />;
  const fields = {
    instance: instance.slug,
    instanceId: instance.id,
    company: company.id,
    connection: connection.id,
  };
  const shared = {
    working: t('one.working'),
    checkAgain: t('one.checkAgain'),
    cancel: t('one.cancel'),
    lost: t('one.lost'),
    place: t('one.instance', { instance: await instanceLabel(instance) }),
    typeToConfirm: t('one.typeToConfirm', { name }),
  };
  return (
    <li className="px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <h3 className="flex flex-wrap items-center gap-2.5 text-[0.9375rem] font-semibold text-ink">
            {name}
            <StatusPill
              status={lookOf(status)}
              label={isConnectionStatus(status) ? t(`connectionStatuses.${status}`) : status}
            />
          </h3>
          <p className="mt-1 text-[0.8125rem] text-ink-3">
            {categories(category)} · {t('one.created')} {day(connection.createdAt)} · {t('one.lastSync')}{' '}
            {day(connection.lastSyncAt)}
          </p>
        </div>
        {company.may.removeConnections && (
          <div className="flex flex-wrap gap-2">
            {status === 'Linked' && (
              <Removal
                fields={{ ...fields, how: 'unlink' }}
                typed={null}
                removalAction={removeConnectionAction}
                messages={{
                  ...shared,
                  open: t('one.unlink'),
                  openNamed: t('one.unlinkNamed', { name }),
                  title: t('one.unlinkTitle', { name, company: company.name }),
                  text: t('one.unlinkText', { name }),
                  confirm: t('one.confirmUnlink', { name }),
                }}
              />
            )}
            <Removal
              fields={{ ...fields, how: 'delete' }}
              typed={name}
              removalAction={removeConnectionAction}
              messages={{
                ...shared,
                open: t('one.remove'),
                openNamed: t('one.removeNamed', { name }),
                title: t('one.removeTitle', { name, company: company.name }),
                text: t('one.removeText'),
                confirm: t('one.confirmRemove'),
              }}
            />
          </div>
        )}
      </div>
      {connection.errors.length > 0 && (
        <div className="mt-3 rounded-card bg-danger-soft px-4 py-3">
          <h4 className="text-[0.8125rem] font-semibold text-ink">{t('one.errors')}</h4>
          <ul className="mt-1 flex flex-col gap-1.5">
            {connection.errors.map((error, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: Codat gives its errors no name, and the list is never reordered
              <li key={index} className="text-[0.8125rem] text-ink">
                {error.reason || t('one.noReason')}
                {error.at !== null && (
                  <span className="block text-ink-2">
                    <Moment at={error.at} locale={locale} />
                    {error.resolvedAt !== null && (
                      <>
                        {' · '}
                        <Sentence
                          text={t('one.resolved', { at: '{at}' })}
                          at={<Moment at={error.resolvedAt} locale={locale} />}
                        />
                      </>
                    )}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </li>
  );
}

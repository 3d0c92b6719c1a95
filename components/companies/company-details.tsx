import { getLocale, getTranslations } from 'next-intl/server';
import type { ShownInstance } from '@/components/shell/instance-box';
import { EmptyState } from '@/components/ui/empty-state';
import { LookAgain } from '@/components/ui/look-again';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Panel, PanelRows } from '@/components/ui/panel';
import type { CompanyView } from '@/lib/companies/views';
import { CompanyConnection } from './company-connection';
import { CompanyRemoval } from './company-removal';
import type { RemovalAction } from './removal';
import { RequestDataButton } from './request-data';
import { StatusPill } from './status-pill';

type Props = {
  readonly instance: ShownInstance;
  readonly company: CompanyView;
  readonly removeConnectionAction: RemovalAction;
  readonly deleteCompanyAction: RemovalAction;
};

export async function CompanyDetails(props: Props) {
  const { instance, company, removeConnectionAction, deleteCompanyAction } = props;
  const [t, locale] = await Promise.all([getTranslations('companies'), getLocale()]);
  const date = (at: number | null) => (at === null ? t('none') : <Moment at={at} locale={locale} />);
  return (
    <>
      <div className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-3">
            <h1 className="text-[1.375rem] leading-tight font-bold tracking-tight break-words text-ink">
              {company.name}
            </h1>
            <StatusPill status={company.status} label={t(`statuses.${company.status}`)} />
          </div>
          {company.description && <p className="mt-1.5 text-ink-2">{company.description}</p>}
        </div>
        <RequestDataButton company={{ id: company.id, name: company.name }} />
      </div>
      {company.unsettled && (
        <div className="mb-4">
          {company.accepted ? <Accepted /> : <Notice tone="caution">{t('one.unsettled')}</Notice>}
        </div>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_17.5rem]">
        <section aria-labelledby="connections">
          <h2 id="connections" className="mb-3 text-[0.9375rem] font-semibold">
            {t('one.connections')}
          </h2>
          {company.unreadableConnections > 0 && (
            <div className="mb-3">
              <Notice tone="caution">{t('one.unreadable', { count: company.unreadableConnections })}</Notice>
            </div>
          )}
          {company.connections.length === 0 && company.unreadableConnections === 0 ? (
            <EmptyState title={t('one.noneTitle')} text={t('one.noneText')} />
          ) : (
            <ul className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
              {company.connections.map((connection) => (
                <CompanyConnection
                  key={connection.id}
                  instance={instance}
                  company={company}
                  connection={connection}
                  removeConnectionAction={removeConnectionAction}
                />
              ))}
            </ul>
          )}
        </section>
        <div className="flex flex-col gap-4">
          <Panel title={t('one.details')}>
            <PanelRows
              rows={[
                {
                  term: t('one.id'),
                  value: <code className="font-mono text-xs break-all">{company.id}</code>,
                },
                { term: t('one.created'), value: date(company.createdAt) },
                ...(company.createdBy ? [{ term: t('one.createdBy'), value: company.createdBy }] : []),
                { term: t('one.lastSync'), value: date(company.lastSyncAt) },
              ]}
            />
          </Panel>
          {company.may.remove && (
            <CompanyRemoval instance={instance} company={company} deleteCompanyAction={deleteCompanyAction} />
          )}
        </div>
      </div>
    </>
  );
}

async function Accepted() {
  const t = await getTranslations('accepted');
  return (
    <Notice tone="caution" title={t('title')}>
      {t('companyText')}
      <div className="mt-3">
        <LookAgain label={t('checkAgain')} busyWord={t('checking')} />
      </div>
    </Notice>
  );
}

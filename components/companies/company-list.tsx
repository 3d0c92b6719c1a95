import { getTranslations } from 'next-intl/server';
import { button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { Pages } from '@/components/ui/pages';
import { TextLink } from '@/components/ui/text-link';
import {
  type CompanyQuery,
  companiesPerPage,
  fromCompanyQuery,
  isNarrowed,
} from '@/lib/companies/company-question';
import type { CompaniesView } from '@/lib/companies/views';
import { routes } from '@/lib/routes';
import { CompanyTable } from './company-table';

type Props = {
  readonly instance: string;
  readonly query: CompanyQuery;
  readonly view: CompaniesView;
};

export async function CompanyList({ instance, query, view }: Props) {
  const t = await getTranslations('companies');
  const from = (view.page - 1) * companiesPerPage + 1;
  const to = from + view.rows.length - 1;
  const { total } = view;
  const said = () => {
    if (total === null) return view.rows.length === 0 ? null : t('shownSome', { from, to });
    return view.rows.length === 0 ? t('count', { count: total }) : t('shown', { from, to, count: total });
  };
  return (
    <div className="flex flex-col gap-4">
      {view.isStale && <Notice tone="caution">{t('isStale')}</Notice>}
      {view.unreadable > 0 && <Notice tone="caution">{t('unreadable', { count: view.unreadable })}</Notice>}
      {!view.isComplete && <Notice tone="caution">{t('incomplete')}</Notice>}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-[0.8125rem] text-ink-2">
          {said()}
        </p>
        {view.mayExport && total !== 0 && (
          <ExportForm instance={instance} query={query} label={t('export')} />
        )}
      </div>
      {view.rows.length === 0 ? (
        <NoRows instance={instance} query={query} view={view} />
      ) : (
        <CompanyTable instance={instance} query={query} rows={view.rows} />
      )}
      {(view.page > 1 || view.hasNext) && view.rows.length > 0 && (
        <Pages
          label={t('pages')}
          said={
            view.pages === null
              ? t('pageSome', { page: view.page })
              : t('page', { page: view.page, pages: view.pages })
          }
          previous={{
            label: t('previous'),
            href: view.page > 1 ? routes.companies(instance, { ...query, page: view.page - 1 }) : null,
          }}
          next={{
            label: t('next'),
            href: view.hasNext ? routes.companies(instance, { ...query, page: view.page + 1 }) : null,
          }}
        />
      )}
      {view.quota && <p className="text-[0.8125rem] text-ink-3">{t('quota', view.quota)}</p>}
    </div>
  );
}

/** A plain form: a download is a POST, so that no link and no other site can cause one. */
function ExportForm({
  instance,
  query,
  label,
}: Pick<Props, 'instance' | 'query'> & { readonly label: string }) {
  const fields = Object.entries(fromCompanyQuery({ ...query, page: 1 }));
  return (
    <form method="post" action={routes.companyExport(instance)}>
      {fields.map(([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />)}
      <button type="submit" className={button.secondary}>
        {label}
      </button>
    </form>
  );
}

async function NoRows({ instance, query, view }: Props) {
  const t = await getTranslations('companies');
  if (view.total !== 0 && view.page > 1) {
    return (
      <EmptyState title={t('pastTitle')} text={t('pastText')}>
        <TextLink href={routes.companies(instance, { ...query, page: 1 })}>{t('firstPage')}</TextLink>
      </EmptyState>
    );
  }
  // The notices above say why no rows are shown. An empty state would be untrue.
  if (!isNarrowed(query) && (view.unreadable > 0 || !view.isComplete)) return null;
  if (!isNarrowed(query)) return <EmptyState title={t('emptyTitle')} text={t('emptyText')} />;
  return (
    <EmptyState title={t('noMatchTitle')} text={t('noMatchText')}>
      <TextLink href={routes.companies(instance)}>{t('showAll')}</TextLink>
    </EmptyState>
  );
}

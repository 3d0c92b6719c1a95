import type { Route } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Moment } from '@/components/ui/moment';
import type { CompanyQuery, CompanySort } from '@/lib/companies/company-question';
import type { CompanyRow } from '@/lib/companies/views';
import { routes } from '@/lib/routes';
import { RequestDataButton } from './request-data';
import { StatusPill } from './status-pill';

type Props = {
  readonly instance: string;
  readonly query: CompanyQuery;
  readonly rows: readonly CompanyRow[];
};

// On small screens each row is a card. A table that is not displayed as one is no table any more to some browsers, so
// its roles are spelled out.
const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'rowheader' },
};
const cell = {
  role: 'cell',
  className: 'px-3 py-3 align-middle last:pr-5 max-lg:flex max-lg:gap-3 max-lg:p-0 max-lg:last:pt-1',
};

export async function CompanyTable({ instance, query, rows }: Props) {
  const [t, locale] = await Promise.all([getTranslations('companies'), getLocale()]);
  const columns = {
    name: t('columns.name'),
    status: t('columns.status'),
    platforms: t('columns.platforms'),
    created: t('columns.created'),
    lastSync: t('columns.lastSync'),
  };
  const sortable = (label: string, first: CompanySort, other: CompanySort) => (
    <SortLink
      label={label}
      query={query}
      first={first}
      other={other}
      title={t('sortBy', { column: label })}
      hrefOf={(sort) => routes.companies(instance, { ...query, sort, page: 1 })}
    />
  );
  const date = (at: number | null, instead: string) =>
    at === null ? (
      <>
        <span aria-hidden="true">{t('none')}</span>
        <span className="sr-only">{instead}</span>
      </>
    ) : (
      <Moment at={at} locale={locale} look="day" className="whitespace-nowrap" />
    );

  return (
    <table
      {...roles.table}
      aria-label={t('list')}
      className="w-full rounded-card border border-line bg-surface text-left shadow-card max-lg:block"
    >
      <thead {...roles.group} className="text-[0.8125rem] text-ink-3 max-lg:hidden">
        <tr {...roles.row}>
          {sortable(columns.name, 'name', '-name')}
          <Heading>{columns.status}</Heading>
          <Heading>{columns.platforms}</Heading>
          {sortable(columns.created, '-created', 'created')}
          {sortable(columns.lastSync, '-lastSync', 'lastSync')}
          <Heading>
            <span className="sr-only">{t('columns.actions')}</span>
          </Heading>
        </tr>
      </thead>
      <tbody {...roles.group} className="divide-y divide-line border-line max-lg:block lg:border-t">
        {rows.map((company) => (
          <tr
            {...roles.row}
            key={company.id}
            className="max-lg:flex max-lg:flex-col max-lg:items-start max-lg:gap-1.5 max-lg:p-4"
          >
            <th
              scope="row"
              {...roles.head}
              className="py-3 pr-3 pl-5 font-normal max-lg:w-full max-lg:p-0 max-lg:pb-1"
            >
              <Link
                href={routes.company(instance, company.id)}
                prefetch={false}
                className="font-medium text-ink underline-offset-2 hover:underline"
              >
                {company.name}
              </Link>
              <span className="block font-mono text-[0.6875rem] break-all text-ink-3 xl:whitespace-nowrap">
                {company.id}
              </span>
            </th>
            <td {...cell}>
              <Label>{columns.status}</Label>
              <StatusPill status={company.status} label={t(`statuses.${company.status}`)} />
            </td>
            <td {...cell}>
              <Label>{columns.platforms}</Label>
              {company.platforms.join(', ') || date(null, t('statuses.no-connections'))}
            </td>
            <td {...cell}>
              <Label>{columns.created}</Label>
              {date(company.createdAt, '')}
            </td>
            <td {...cell}>
              <Label>{columns.lastSync}</Label>
              {date(company.lastSyncAt, t('noSync'))}
            </td>
            <td {...cell}>
              <RequestDataButton company={{ id: company.id, name: company.name }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Heading({ children }: { readonly children: ReactNode }) {
  return (
    <th scope="col" className="px-3 py-3 font-medium first:pl-5 last:pr-5">
      {children}
    </th>
  );
}

/** Labels a value on small screens. On wide screens the column headings do. */
function Label({ children }: { readonly children: ReactNode }) {
  return <span className="w-36 shrink-0 text-[0.8125rem] text-ink-3 lg:hidden">{children}</span>;
}

type SortProps = {
  readonly label: string;
  readonly title: string;
  readonly query: CompanyQuery;
  /** The sort order of the first press. `other` is that of the next. */
  readonly first: CompanySort;
  readonly other: CompanySort;
  readonly hrefOf: (sort: CompanySort) => Route;
};

function SortLink({ label, title, query, first, other, hrefOf }: SortProps) {
  const { sort } = query;
  const isSorted = sort === first || sort === other;
  const direction = sort.startsWith('-') ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      aria-sort={isSorted ? direction : undefined}
      className="px-3 py-3 font-medium first:pl-5 last:pr-5"
    >
      <Link
        href={hrefOf(sort === first ? other : first)}
        prefetch={false}
        scroll={false}
        title={title}
        className={`underline-offset-2 hover:text-ink hover:underline ${isSorted ? 'text-ink' : ''}`}
      >
        {label}
        <span aria-hidden="true">{isSorted ? (direction === 'descending' ? '\u00a0↓' : '\u00a0↑') : ''}</span>
      </Link>
    </th>
  );
}

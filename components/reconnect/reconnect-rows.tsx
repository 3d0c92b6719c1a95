import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { type CopyMessages, copyMessages } from '@/components/ui/copy/copy-messages';
import { EmptyState } from '@/components/ui/empty-state';
import { linkClass } from '@/components/ui/link-class';
import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import { Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { stateWord } from '@/lib/reconnect/reconnect-state';
import type { ReconnectRow, ReconnectView } from '@/lib/reconnect/views';
import { routes } from '@/lib/routes';
import { type LinkAction, LinkButton, type LinkMessages } from './link-button';
import type { ListPlace } from './reconnect-list-ref';

type Props = ListPlace & { readonly view: ReconnectView; readonly linkAction: LinkAction };

const pills = {
  back: 'bg-positive-soft text-positive',
  missing: 'bg-caution-soft text-caution',
  unknown: 'bg-caution-soft text-caution',
  gone: 'bg-sunken text-ink-2',
} as const;

/** One row per customer. Each link is requested separately and is not in the page before that. */
export async function ReconnectRows(props: Props) {
  const { instance, category, integrationKey, change, asked, view, linkAction } = props;
  const [t, locale, copying] = await Promise.all([getTranslations('reconnect'), getLocale(), copyMessages()]);
  const here = (search = {}) => routes.reconnect({ instance, category, key: integrationKey, change }, search);
  const { search, show } = asked;
  if (view.rows.length === 0)
    return <NoRows view={view} isNarrowed={search !== '' || show !== 'all'} all={here()} />;

  const time = (at: number) => <Moment at={at} locale={locale} />;
  const state = (row: ReconnectRow) => {
    const label = stateWord(row);
    return (
      <>
        <span
          className={`inline-block rounded-full px-2.5 py-0.5 text-[0.8125rem] font-medium whitespace-nowrap ${pills[row.standing]}`}
        >
          {label ? t(`states.${label}`) : row.state}
        </span>
        {row.wasBackAt !== null && (
          <span className="block text-[0.8125rem] text-ink-3">
            <Sentence text={t('wasBack', { at: '{at}' })} at={time(row.wasBackAt)} />
          </span>
        )}
      </>
    );
  };
  const since = ({ backAt, standing }: ReconnectRow) => {
    if (backAt !== null) return time(backAt);
    return <span className="text-ink-3">{t(standing === 'unknown' ? 'backUnknown' : 'notBack')}</span>;
  };
  const links = ({ company, name, connections }: ReconnectRow) =>
    connections.length === 0 ? (
      <span className="text-ink-3">{t('noLinkNeeded')}</span>
    ) : (
      <div className="flex flex-col items-start gap-2">
        {connections.map((connection, index) => (
          <LinkButton
            key={connection}
            question={{ instance, key: integrationKey, change, company, connection }}
            messages={linkMessages(t, {
              copying,
              company: name,
              number: connections.length > 1 ? index + 1 : null,
            })}
            linkAction={linkAction}
          />
        ))}
      </div>
    );
  return (
    <>
      <p role="status" className="-mb-2 text-[0.8125rem] text-ink-3">
        {t('showing', { count: view.matching })}
      </p>
      <Table
        label={t('list')}
        columns={[t('company'), t('state'), t('link'), t('backSince')]}
        rows={view.rows.map((row) => ({
          id: row.company,
          cells: [
            <span key="name" className="font-medium break-words">
              {row.name}
            </span>,
            state(row),
            links(row),
            since(row),
          ],
        }))}
      />
      {(asked.after !== null || view.next !== null) && (
        <p className="flex gap-5">
          {asked.after !== null && (
            <Link href={here({ search, show })} prefetch={false} className={linkClass}>
              {t('firstPage')}
            </Link>
          )}
          {view.next !== null && (
            <Link href={here({ search, show, after: view.next })} prefetch={false} className={linkClass}>
              {t('nextPage')}
            </Link>
          )}
        </p>
      )}
    </>
  );
}

type NoRowsProps = {
  readonly view: ReconnectView;
  readonly isNarrowed: boolean;
  readonly all: ReturnType<typeof routes.reconnect>;
};

async function NoRows({ view, isNarrowed, all }: NoRowsProps) {
  const t = await getTranslations('reconnect');
  const { name } = view.integration;
  if (isNarrowed) {
    return (
      <EmptyState title={t('noMatchTitle')} text={t('noMatchText')}>
        <TextLink href={all}>{t('showAll')}</TextLink>
      </EmptyState>
    );
  }
  if (!view.isComplete) return <EmptyState title={t('emptyNowTitle')} text={t('emptyNowText', { name })} />;
  return <EmptyState title={t('emptyTitle')} text={t('emptyText', { name })} />;
}

type LinkWords = {
  readonly copying: CopyMessages;
  readonly company: string;
  /** Distinguishes the links of one company; null if it has a single one. */
  readonly number: number | null;
};

function linkMessages(
  t: Awaited<ReturnType<typeof getTranslations<'reconnect'>>>,
  { copying, company, number }: LinkWords,
): LinkMessages {
  return {
    show: t('showLink'),
    showOf: number === null ? t('showLinkOf', { company }) : t('showLinkOfMany', { company, number }),
    loading: t('loadingLink'),
    linkOf: t('linkOf', { company }),
    ...copying,
    copyOf: t('copyOf', { company }),
    lost: t('lost'),
    kinds: {
      company: t('links.company'),
      back: t('links.back'),
      'company-deleted': t('links.company-deleted'),
      none: t('links.none'),
    },
  };
}

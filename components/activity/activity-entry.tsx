import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Moment } from '@/components/ui/moment';
import { Panel } from '@/components/ui/panel';
import { TextLink } from '@/components/ui/text-link';
import type { ActivityEntryView } from '@/lib/activity/views';
import { routes } from '@/lib/routes';
import { concernedMessages } from '../review/review-messages';

type Props = {
  /** Null for an entry of the installation. */
  readonly instance: string | null;
  readonly view: ActivityEntryView;
};

/** One entry of the log, with both rows of its operation. */
export async function ActivityEntry({ instance, view }: Props) {
  const [t, reconnect, concerned, locale] = await Promise.all([
    getTranslations('activity'),
    getTranslations('reconnect'),
    concernedMessages(),
    getLocale(),
  ]);
  const { entry, phases, fields, operation, correlationId } = view;
  const list = entry.reconnect;
  const rows: [term: string, value: ReactNode][] = [
    [t('outcome'), t(`outcomes.${entry.outcome}`)],
    ...(entry.removed
      ? [[t('filters.instance'), t('removedInstance', { name: entry.removed.name })] as [string, string]]
      : []),
    [
      t('who'),
      <TextLink key="who" href={routes.activity(instance, { person: entry.actor })}>
        {entry.actor}
      </TextLink>,
    ],
    [t('time'), <Moment key="at" at={entry.at} locale={locale} look="second" />],
    ...(entry.integration ? [[t('filters.integration'), entry.integration] as [string, string]] : []),
    ...(fields.length > 0
      ? [[t('entry.fields'), <Code key="fields">{fields.join(', ')}</Code>] as [string, ReactNode]]
      : []),
    ...(entry.companies !== null
      ? [[t('entry.companies'), concerned(entry.companies)] as [string, string]]
      : []),
    ...(operation
      ? [[t('entry.operation'), <Code key="operation">{operation}</Code>] as [string, ReactNode]]
      : []),
    ...(correlationId
      ? [[t('entry.correlation'), <Code key="correlation">{correlationId}</Code>] as [string, ReactNode]]
      : []),
  ];
  return (
    <div className="flex flex-col gap-4">
      <Panel title={t('entry.title', { number: entry.seq })}>
        <Terms rows={rows} />
        {list && instance && (
          <p className="mt-3">
            <TextLink href={routes.reconnect({ instance, ...list })}>{reconnect('activityLink')}</TextLink>
          </p>
        )}
      </Panel>
      {phases.map((phase) => (
        <Panel key={phase.seq} title={t(`entry.phases.${phase.phase}`, { number: phase.seq })}>
          <Terms
            rows={[
              [t('time'), <Moment key="at" at={phase.at} locale={locale} look="second" />],
              [t('who'), phase.actor],
              ...(phase.outcome
                ? [[t('outcome'), <Code key="outcome">{phase.outcome}</Code>] as [string, ReactNode]]
                : []),
              ...phase.details.map(
                ({ name, value }) =>
                  [<Code key="name">{name}</Code>, value, name] as [ReactNode, string, string],
              ),
            ]}
          />
        </Panel>
      ))}
      <p>
        <TextLink href={routes.activity(instance)}>{t('entry.back')}</TextLink>
      </p>
    </div>
  );
}

type TermsProps = {
  /** The third is the key, if the term is no text. */
  readonly rows: readonly (readonly [term: ReactNode, value: ReactNode, key?: string])[];
};

function Terms({ rows }: TermsProps) {
  return (
    <dl className="flex flex-col gap-2">
      {rows.map(([term, value, key]) => (
        <div key={key ?? String(term)} className="grid gap-x-4 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="text-ink-2">{term}</dt>
          <dd className="min-w-0 break-words text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Code({ children }: { readonly children: ReactNode }) {
  return <code className="font-mono text-[0.8125rem] break-all">{children}</code>;
}

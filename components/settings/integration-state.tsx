import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ReconnectNotice } from '@/components/reconnect/reconnect-notice';
import { CopyBox } from '@/components/ui/copy/copy-box';
import { copyMessages } from '@/components/ui/copy/copy-messages';
import { formatUtc } from '@/components/ui/format-moment';
import { LookAgain } from '@/components/ui/look-again';
import { Monogram } from '@/components/ui/monogram';
import { Notice } from '@/components/ui/notice';
import { Panel, PanelRows } from '@/components/ui/panel';
import { TextLink } from '@/components/ui/text-link';
import type { ActivityEntry } from '@/lib/activity/views';
import { toChecklist } from '@/lib/integrations/checklist';
import type { Locale } from '@/lib/integrations/locale';
import { findIntegration } from '@/lib/integrations/registry';
import type { IntegrationView, SetUpState } from '@/lib/integrations/views';
import type { ChangeCounts } from '@/lib/reconnect/views';
import { portal } from '@/lib/routes';
import { Enablement } from '../enablement/enablement';
import type { EnablementAction } from '../enablement/enablement-switch';
import { EnvironmentBadge } from '../integrations/environment-badge';
import { LastChange } from '../integrations/last-change';
import { LastRead } from '../integrations/last-read';
import { ProviderNotices } from '../integrations/provider-notices';
import type { CompareKeyAction } from '../keys/same-key';
import { SameKeyPanel } from '../keys/same-key-panel';
import { reviewMessages } from '../review/review-messages';
import { AcceptedNotice } from './accepted-notice';
import { ChecklistPanel } from './checklist-panel';
import { type DecisionAction, DecisionButtons } from './decision-buttons';
import { type DeleteAction, DeleteCredentials } from './delete-credentials';
import { Guides } from './guides';
import { HistoryPanel } from './history-panel';
import { type RestoreAction, RestoreButton } from './restore-button';
import { Settings } from './settings';
import type { SaveAction } from './settings-form';

type Props = {
  readonly instance: string;
  readonly view: IntegrationView;
  /** The latest first; empty for who may not see it. */
  readonly history: readonly ActivityEntry[];
  /** The latest changes after which customers are still missing. */
  readonly reconnects: readonly ChangeCounts[];
  /** Counts by status. They cover all companies, so they are loaded separately. */
  readonly connections: ReactNode;
  readonly enablementAction: EnablementAction;
  readonly saveAction: SaveAction;
  readonly keepAction: DecisionAction;
  readonly restoreAction: RestoreAction;
  readonly compareKeyAction: CompareKeyAction;
  readonly deleteAction: DeleteAction;
};

/** Shows what Codat holds of one integration, and the form that changes it. */
export async function IntegrationState(props: Props) {
  const { instance, view, enablementAction, saveAction } = props;
  const t = await getTranslations('integration');
  const tiles = await getTranslations('tiles');
  const environmentMessages = await getTranslations('environments');
  const { tile } = view;
  const definition = findIntegration(tile.key);
  return (
    <>
      <header className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <div className="flex items-center gap-4">
          <Monogram name={tile.name} />
          <div>
            <h1 className="flex flex-wrap items-center gap-3 text-[1.375rem] leading-tight font-bold tracking-tight">
              {tile.name}
              {tile.environment && (
                <EnvironmentBadge
                  environment={tile.environment}
                  label={environmentMessages(tile.environment)}
                />
              )}
            </h1>
            <p className="text-ink-2">{t('lead')}</p>
            <p className="text-[0.8125rem] text-ink-3 empty:hidden">
              <LastChange change={tile.lastChange} />
            </p>
          </div>
        </div>
        <Enablement tile={tile} enablementAction={enablementAction} />
      </header>

      <div className="mb-5 flex flex-col gap-3 empty:hidden">
        {tile.unsettled &&
          !view.needsAttention &&
          (tile.accepted ? (
            <AcceptedNotice view={view} keepAction={props.keepAction} />
          ) : (
            <Notice tone="caution">{tiles('unsettled')}</Notice>
          ))}
        {view.enablingOwed && <EnablingNotice name={tile.name} />}
        <ProviderNotices notices={tile.notices} />
        <ReconnectNotice
          instance={instance}
          category={tile.category}
          integrationKey={tile.key}
          changes={props.reconnects}
        />
        <Decisions {...props} />
      </div>

      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_17.5rem]">
        <div>
          {view.form ? (
            <Settings
              instance={instance}
              category={tile.category}
              form={view.form}
              linkedCount={tile.linkedCount ?? 0}
              unsettled={tile.unsettled}
              locale={(await getLocale()) as Locale}
              saveAction={saveAction}
              enablementAction={enablementAction}
            />
          ) : (
            <p className="text-ink-2">{t(reasonForNoForm(tile.setUp), { name: tile.name })}</p>
          )}
          <Guides
            title={t('guides')}
            guides={definition?.guides ?? []}
            locale={(await getLocale()) as Locale}
          />
          {view.deletable !== null && <Deletion {...props} isOffered={view.deletable} />}
        </div>
        <div className="flex flex-col gap-4">
          {(tile.setUp === 'done' || tile.setUp === 'needed') && (
            <Panel title={t('inUse')}>
              <Holdings view={view} />
            </Panel>
          )}
          {props.connections}
          {definition && <ChecklistPanel name={tile.name} items={toChecklist(definition, view)} />}
          {view.redirectUri && (
            <Panel title={t('redirectUri')}>
              <p className="text-ink-2">{t('redirectHint')}</p>
              <CopyBox text={view.redirectUri} messages={await copyMessages()} />
            </Panel>
          )}
          {view.form && <SameKeyPanel form={view.form} compareKeyAction={props.compareKeyAction} />}
          <HistoryPanel instance={instance} entries={props.history} />
          <p className="flex flex-col items-start gap-2">
            {view.docsUrl && <TextLink href={view.docsUrl}>{t('guide')}</TextLink>}
            <TextLink href={portal.integration(tile.category, tile.key, tile.name)}>
              {tiles('openPortal')}
            </TextLink>
          </p>
        </div>
      </div>
    </>
  );
}

/** Why there is a state and no form. */
function reasonForNoForm(setUp: SetUpState) {
  if (setUp === 'not-needed') return 'noneNeeded' as const;
  if (setUp === 'in-portal') return 'unknown' as const;
  return setUp === 'unreadable' ? ('unreadable' as const) : ('readOnly' as const);
}

async function Deletion({ view, deleteAction, isOffered }: Props & { readonly isOffered: boolean }) {
  const t = await getTranslations('review.danger');
  const { name, key } = view.tile;
  return (
    <DeleteCredentials
      name={name}
      isOffered={isOffered}
      deleteAction={deleteAction}
      integrationKey={key}
      reviewMessages={await reviewMessages()}
      messages={{
        title: t('title'),
        text: t('text', { name }),
        open: t('open'),
        deleted: t('deleted', { name }),
        enabled: t('enabled'),
        disabled: t('disabled'),
        unknown: t('unknown'),
        lost: t('lost'),
      }}
    />
  );
}

/** Shows what the first save has yet to do. The page checks again until it is done. */
async function EnablingNotice({ name }: { readonly name: string }) {
  const t = await getTranslations('accepted');
  return (
    <Notice tone="caution" title={t('enablingTitle', { name })}>
      {t('enablingText')}
      <div className="mt-3">
        <LookAgain label={t('checkAgain')} busyWord={t('checking')} />
      </div>
    </Notice>
  );
}

/** Decisions that only a person can make: about drift, or about a save whose outcome reading can't decide. */
async function Decisions({ view, keepAction, restoreAction }: Props) {
  const t = await getTranslations('settings');
  if (!view.form) return null;
  const messages = await reviewMessages();
  const shared = { integrationKey: view.tile.key, messages };
  if (view.needsAttention) {
    return (
      <Notice tone="danger" title={t('needsAttentionTitle')}>
        {t('needsAttentionText')}
        <DecisionButtons {...shared} choices={[{ label: t('keepHeld'), action: keepAction }]} />
      </Notice>
    );
  }
  if (view.driftedFields.length === 0) return null;
  return (
    <Notice tone="caution" title={t('outsideTitle')}>
      {t('outsideText', { fields: view.driftedFields.join(', ') })}
      <div className="flex flex-wrap items-start gap-2">
        <DecisionButtons {...shared} choices={[{ label: t('keep'), action: keepAction }]} />
        <div className="mt-3">
          <RestoreButton
            {...shared}
            restoreAction={restoreAction}
            name={view.tile.name}
            label={t('restore')}
          />
        </div>
      </div>
    </Notice>
  );
}

async function Holdings({ view }: { readonly view: IntegrationView }) {
  const t = await getTranslations('integration');
  const tiles = await getTranslations('tiles');
  const environmentMessages = await getTranslations('environments');
  const locale = await getLocale();
  const { tile } = view;
  if (view.held.length === 0 && view.otherNames.length === 0) {
    return <p className="text-ink-2">{t('empty', { name: tile.name })}</p>;
  }
  const environment = tile.environment ? environmentMessages(tile.environment) : t('noEnvironment');
  return (
    <PanelRows
      rows={[
        { term: t('environment'), value: environment },
        ...view.held.map(({ label, hint }) => ({
          term: label,
          value: hint ? <code className="font-mono text-[0.8125rem]">…{hint}</code> : t('isSet'),
        })),
        ...(view.otherNames.length > 0
          ? [{ term: t('otherValues'), value: view.otherNames.join(', ') }]
          : []),
        {
          term: t('read'),
          value: (
            <LastRead
              key={view.readAt}
              ageMs={0}
              readAt={view.readAt}
              utc={formatUtc(view.readAt, locale)}
              locale={locale}
              sentence="{age}"
              justNow={tiles('justNow')}
            />
          ),
        },
      ]}
    />
  );
}

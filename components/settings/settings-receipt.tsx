'use client';

import Link from 'next/link';
import { lazy, Suspense } from 'react';
import { linkClass } from '@/components/ui/link-class';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Sentence } from '@/components/ui/sentence';
import { TextLink } from '@/components/ui/text-link';
import type { Category } from '@/lib/category';
import { formatPlural } from '@/lib/format-plural';
import type { Locale } from '@/lib/integrations/locale';
import type { ReviewRow } from '@/lib/integrations/review';
import type { SaveResult, SettingsFormView } from '@/lib/integrations/views';
import { type ActionResult, isOpenOutcome } from '@/lib/result';
import { portal, scriptRoutes } from '@/lib/routes';
import type { SettingsMessages } from './settings-messages';

const ChangeTable = lazy(async () => ({ default: (await import('../review/change-table')).ChangeTable }));

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly form: SettingsFormView;
  readonly locale: Locale;
  readonly messages: SettingsMessages;
};

/** Reports what Codat and Switchboard hold after a save, or why nothing was saved. */
export function SettingsReceipt(props: Props & { readonly answer: ActionResult<SaveResult> }) {
  const { answer, messages } = props;
  const { receipts } = messages;
  // An open outcome is no failure yet.
  if (answer.outcome === 'failed') {
    return <Notice tone={isOpenOutcome(answer.code) ? 'caution' : 'danger'}>{answer.message}</Notice>;
  }
  const { value } = answer;
  switch (value.kind) {
    case 'needs-review':
      return null;
    case 'unchanged':
      return <Notice tone="neutral">{receipts.unchanged}</Notice>;
    case 'invalid':
      return <Notice tone="danger">{receipts.invalid}</Notice>;
    case 'key-rejected':
      return <Notice tone="danger">{receipts.keyRejected}</Notice>;
    case 'needs-values':
      return (
        <Notice tone="danger">{receipts.needsValues.replace('{fields}', value.fields.join(', '))}</Notice>
      );
    case 'conflict':
      return (
        <Notice tone="caution" title={receipts.conflictTitle}>
          {receipts.conflictText.replace('{fields}', value.fields.join(', '))}
        </Notice>
      );
    case 'saved':
      return (
        <Notice tone="positive" title={value.sent ? receipts.saved : receipts.keptHere}>
          {value.fields.length > 0 && (
            <p>{receipts.savedFields.replace('{fields}', value.fields.join(', '))}</p>
          )}
          {value.receipt && <FromTo {...props} {...value.receipt} />}
          {!value.verified && <p>{receipts.unverified}</p>}
          {value.enabled === true && <p>{receipts.nowEnabled}</p>}
          {value.notEnabled && <NotEnabled {...props} {...value.notEnabled} />}
          {value.cutOff && <ReconnectLink {...props} {...value.cutOff} />}
        </Notice>
      );
  }
}

type NotEnabledBy = NonNullable<Extract<SaveResult, { readonly kind: 'saved' }>['notEnabled']>;

/** The save was to enable it: Codat has not done so yet, or refuses, and then its Portal is the way. */
function NotEnabled({ category, form, messages, ...why }: Props & NotEnabledBy) {
  const { receipts } = messages;
  if (why.kind === 'pending') return <p>{receipts.enabling}</p>;
  return (
    <p>
      {receipts.notEnabled.replace('{status}', String(why.status))}{' '}
      <TextLink href={portal.integration(category, form.integrationKey, form.name)}>
        {receipts.openPortal}
      </TextLink>
    </p>
  );
}

type ReceiptOf = { readonly rows: readonly ReviewRow[]; readonly readBackAt: number };

/** From what to what, as it was read back. */
function FromTo({ locale, messages, rows, readBackAt }: Props & ReceiptOf) {
  const { field, before, now, readBack } = messages.receipts;
  return (
    <Suspense fallback={null}>
      <div className="mt-2 text-ink">
        <ChangeTable rows={rows} heads={[field, before, now]} messages={messages.review} />
      </div>
      <p className="mt-2 text-[0.8125rem] text-ink-2">
        <Sentence text={readBack} at={<Moment at={readBackAt} locale={locale} look="time" />} />
      </p>
    </Suspense>
  );
}

type CutOff = { readonly change: string; readonly companies: number | null };

/** The next thing to do after a change that cut customers off. */
function ReconnectLink({ instance, category, form, locale, messages, change, companies }: Props & CutOff) {
  const { reconnect, reconnectUnknown } = messages.receipts;
  return (
    <Link
      href={scriptRoutes.reconnect({ instance, category, key: form.integrationKey, change })}
      prefetch={false}
      className={linkClass}
    >
      {companies === null ? reconnectUnknown : formatPlural(locale, reconnect, companies)}
    </Link>
  );
}

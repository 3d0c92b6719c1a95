'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { button } from '@/components/ui/button';
import { linkClass } from '@/components/ui/link-class';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Sentence } from '@/components/ui/sentence';
import { TextLink } from '@/components/ui/text-link';
import type { Category } from '@/lib/category';
import { formatPlural } from '@/lib/format-plural';
import type { Locale } from '@/lib/integrations/locale';
import type { ReviewRow } from '@/lib/integrations/review';
import type { Basis, SaveResult, SettingsFormView } from '@/lib/integrations/views';
import { isOpenOutcome } from '@/lib/result';
import { portal, routes } from '@/lib/routes';
import type { EnablementAction } from '../enablement/enablement-switch';
import { type SaveAction, type SaveAnswer, SettingsForm } from './settings-form';
import type { SettingsMessages } from './settings-messages';

// Loaded with the first receipt: a form that is only looked at does without it.
const ChangeTable = lazy(async () => ({ default: (await import('../review/change-table')).ChangeTable }));

// Loaded after a first save.
const EnableQuestion = lazy(async () => ({ default: (await import('./enable-question')).EnableQuestion }));

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly form: SettingsFormView;
  readonly locale: Locale;
  /** True while a write of this integration is open. */
  readonly unsettled: boolean;
  readonly messages: SettingsMessages;
  readonly saveAction: SaveAction;
  readonly enablementAction: EnablementAction;
};

/** Shows the form and the outcome of a save. The receipt outlives the form, which is mounted again after each save. */
export function SettingsPanel(props: Props) {
  const { form, unsettled, messages } = props;
  const router = useRouter();
  const [answer, setAnswer] = useState<SaveAnswer | null>(null);
  const [overwrite, setOverwrite] = useState<Basis | null>(null);
  // "It is not known" is shown only for as long as the page, drawn again, says so too.
  const [wasOpen, setWasOpen] = useState(false);
  if (unsettled && answer && !wasOpen) setWasOpen(true);
  const isOver = answer?.ok === false && isOpenOutcome(answer.code) && wasOpen && !unsettled;
  const receipt = useRef<HTMLDivElement>(null);
  const conflict = answer?.ok && answer.value.kind === 'conflict' ? answer.value : null;

  useEffect(() => {
    if (answer && !isInvalid(answer)) receipt.current?.focus();
  }, [answer]);

  return (
    <>
      <div
        ref={receipt}
        tabIndex={-1}
        role="status"
        className="mb-5 flex flex-col gap-2 outline-none empty:hidden"
      >
        {answer && !isOver && <Receipt {...props} answer={answer} />}
        {conflict && (
          <div className="flex flex-wrap gap-2">
            <button type="button" className={button.secondary} onClick={() => window.location.reload()}>
              {messages.receipts.reload}
            </button>
            {overwrite !== conflict.basis && (
              <button type="button" className={button.danger} onClick={() => setOverwrite(conflict.basis)}>
                {messages.receipts.overwrite}
              </button>
            )}
          </div>
        )}
      </div>
      <SettingsForm
        key={`${form.integrationKey}/${form.basis.version}/${isEmpty(form)}`}
        {...props}
        overwrite={overwrite}
        onAnswer={(latest) => {
          setAnswer(latest);
          setOverwrite(null);
          setWasOpen(false);
          if (latest.ok !== true || latest.value.kind === 'saved') router.refresh();
        }}
      />
      {answer?.ok && answer.value.kind === 'saved' && answer.value.offersEnabling && (
        <Suspense fallback={null}>
          <EnableQuestion {...props} onClose={() => setAnswer(null)} />
        </Suspense>
      )}
    </>
  );
}

function Receipt(props: Props & { readonly answer: SaveAnswer }) {
  const { answer, messages } = props;
  const { receipts } = messages;
  if (answer.ok === null) return <Notice tone="danger">{receipts.lost}</Notice>;
  if (!answer.ok) return <Notice tone="danger">{answer.message}</Notice>;
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
      href={routes.reconnect(instance, category, form.integrationKey, change)}
      prefetch={false}
      className={linkClass}
    >
      {companies === null ? reconnectUnknown : formatPlural(locale, reconnect, companies)}
    </Link>
  );
}

/** Nothing is held any more after a deletion, and a draft of before would bring it back. */
function isEmpty(form: SettingsFormView): boolean {
  return Object.keys(form.basis.parts).length === 0;
}

function isInvalid(answer: SaveAnswer): boolean {
  return answer.ok === true && (answer.value.kind === 'invalid' || answer.value.kind === 'key-rejected');
}

'use client';

import { useRouter } from 'next/navigation';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { Category } from '@/lib/category';
import type { Locale } from '@/lib/integrations/locale';
import type { Basis, SaveResult, SettingsFormView } from '@/lib/integrations/views';
import { isOpenOutcome, type Outcome } from '@/lib/result';
import type { EnablementAction } from '../enablement/enablement-switch';
import { type SaveAction, SettingsForm } from './settings-form';
import type { SettingsMessages } from './settings-messages';
import type { SettingsReceipt } from './settings-receipt';

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
  const [answer, setAnswer] = useState<Outcome<SaveResult> | null>(null);
  const [overwrite, setOverwrite] = useState<Basis | null>(null);
  // "It is not known" is shown only for as long as the page, drawn again, says so too.
  const [wasOpen, setWasOpen] = useState(false);
  if (unsettled && answer && !wasOpen) setWasOpen(true);
  const isOver = answer?.outcome === 'failed' && isOpenOutcome(answer.code) && wasOpen && !unsettled;
  const [Receipt, setReceipt] = useState<typeof SettingsReceipt | null>(null);
  const receipt = useRef<HTMLDivElement>(null);
  const conflict = answer?.outcome === 'ok' && answer.value.kind === 'conflict' ? answer.value : null;

  useEffect(() => {
    if (answer && !isInvalid(answer)) receipt.current?.focus();
  }, [answer]);

  /** Loads the receipt before anything is sent: a form that is only looked at does without it. */
  const save: SaveAction = async (change) => {
    const loaded = await import('./settings-receipt');
    setReceipt(() => loaded.SettingsReceipt);
    return props.saveAction(change);
  };

  return (
    <>
      <div
        ref={receipt}
        tabIndex={-1}
        role="status"
        className="mb-5 flex flex-col gap-2 outline-none empty:hidden"
      >
        {answer?.outcome === 'unknown' && <Notice tone="danger">{messages.receipts.lost}</Notice>}
        {answer && answer.outcome !== 'unknown' && !isOver && Receipt && (
          <Receipt {...props} answer={answer} />
        )}
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
        saveAction={save}
        overwrite={overwrite}
        onAnswer={(latest) => {
          setAnswer(latest);
          setOverwrite(null);
          setWasOpen(false);
          if (drawsAgain(latest)) router.refresh();
        }}
      />
      {answer?.outcome === 'ok' && answer.value.kind === 'saved' && answer.value.offersEnabling && (
        <Suspense fallback={null}>
          <EnableQuestion {...props} onClose={() => setAnswer(null)} />
        </Suspense>
      )}
    </>
  );
}

/** Nothing is held any more after a deletion, and a draft of before would bring it back. */
function isEmpty(form: SettingsFormView): boolean {
  return Object.keys(form.basis.parts).length === 0;
}

function isInvalid(answer: Outcome<SaveResult>): boolean {
  return answer.outcome === 'ok' && (answer.value.kind === 'invalid' || answer.value.kind === 'key-rejected');
}

/** Keeps a page whose instance has gone or changed as it is, with the answer that says so. */
function drawsAgain(answer: Outcome<SaveResult>): boolean {
  if (answer.outcome === 'ok') return answer.value.kind === 'saved';
  return answer.outcome === 'unknown' || answer.code !== 'instance-changed';
}

'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { type ReactNode, useId, useState } from 'react';
import { inputClass } from '@/components/form/field-frame';
import { toFormData } from '@/components/form/to-form-data';
import { type Sent, useIdempotentAction } from '@/components/form/use-idempotent-action';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { type ActionResult, toFailureMessage } from '@/lib/result';

export type RemovalAction = (form: FormData) => Promise<ActionResult<void>>;

export type RemovalMessages = {
  /** The visible label. `openNamed` adds the object's name for screen readers. */
  readonly open: string;
  readonly openNamed: string;
  readonly title: string;
  /** Says what is lost. */
  readonly text: string;
  readonly confirm: string;
  readonly working: string;
  readonly checkAgain: string;
  readonly cancel: string;
  readonly lost: string;
  /** Which instance this is in. */
  readonly place: string;
  readonly typeToConfirm: string;
};

type Props = {
  readonly fields: Readonly<Record<string, string>>;
  /** The text to type; null if nothing is lost for good. */
  readonly typed: string | null;
  readonly messages: RemovalMessages;
  readonly removalAction: RemovalAction;
  /** The page to open once nothing is left to show here. */
  readonly afterwards?: Route;
  readonly children?: ReactNode;
};

/** The review before something is cut off or lost: what it is, where, and, where it is final, its name typed. */
export function Removal({ fields, typed, messages, removalAction, afterwards, children }: Props) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [confirmation, setConfirmation] = useState('');
  const {
    answer,
    isSending,
    isOpen: isUnknown,
    send,
    forget,
  } = useIdempotentAction((decision: Props['fields'], sent: Sent<string>) =>
    removalAction(toFormData({ ...decision, ...sent })),
  );
  const inputId = useId();
  const mayGoOn = typed === null || confirmation.trim() === typed.trim();
  const close = () => {
    setOpen(false);
    setConfirmation('');
    if (!isUnknown) forget();
  };

  return (
    <>
      <button
        type="button"
        aria-label={messages.openNamed}
        className={button.secondary}
        onClick={() => setOpen(true)}
      >
        {messages.open}
      </button>
      <Dialog title={messages.title} isOpen={isOpen} onClose={close}>
        <form
          onSubmit={async (event) => {
            event.preventDefault();
            if (!mayGoOn || (await send(fields, confirmation))?.outcome !== 'ok') return;
            close();
            if (afterwards) router.push(afterwards);
          }}
        >
          <p className="text-[0.8125rem] text-ink-3">{messages.place}</p>
          <div className="mt-3 rounded-card bg-danger-soft px-4 py-3 text-ink">
            <p>{messages.text}</p>
            {children}
          </div>
          {typed !== null && (
            <div className="mt-4">
              <label htmlFor={inputId} className="mb-1 block text-ink">
                {messages.typeToConfirm}
              </label>
              <input
                id={inputId}
                value={confirmation}
                autoComplete="off"
                spellCheck={false}
                onChange={({ target }) => setConfirmation(target.value)}
                className={inputClass}
              />
            </div>
          )}
          <p role="alert" className="mt-3 text-sm text-danger empty:hidden">
            {isSending ? null : toFailureMessage(answer, messages.lost)}
          </p>
          <DialogActions>
            <button type="button" className={button.quiet} onClick={close}>
              {messages.cancel}
            </button>
            <button
              type="submit"
              aria-disabled={isSending || !mayGoOn}
              className={`${button.danger} aria-disabled:cursor-not-allowed aria-disabled:opacity-60`}
            >
              {isSending ? messages.working : isUnknown ? messages.checkAgain : messages.confirm}
            </button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

'use client';

import { useState } from 'react';
import type { FormAction } from '@/components/form/action-form';
import { toFormData } from '@/components/form/to-form-data';
import { useSubmission } from '@/components/form/use-submission';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { toFailureMessage } from '@/lib/result';

type Props = {
  readonly user: string;
  readonly disableUserAction: FormAction<unknown>;
  readonly messages: Readonly<
    Record<'open' | 'title' | 'text' | 'confirm' | 'disabling' | 'lost' | 'cancel', string>
  >;
};

/** Asks first, since it takes effect in the middle of what the user does. */
export function DisableUser({ user, disableUserAction, messages }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { answer, isSending, submit, forget } = useSubmission<unknown>();

  async function disable(): Promise<void> {
    const latest = await submit(() => disableUserAction(null, toFormData({ user })));
    if (latest?.outcome === 'ok') setOpen(false);
  }

  return (
    <>
      <button
        type="button"
        className={button.danger}
        onClick={() => {
          forget();
          setOpen(true);
        }}
      >
        {messages.open}
      </button>
      <Dialog title={messages.title} isOpen={isOpen} isBusy={isSending} onClose={() => setOpen(false)}>
        <p className="text-ink-2">{messages.text}</p>
        <p role="alert" className="mt-3 text-danger empty:hidden">
          {isSending ? null : toFailureMessage(answer, messages.lost)}
        </p>
        <DialogActions>
          <button
            type="button"
            className={button.quiet}
            aria-disabled={isSending}
            onClick={() => setOpen(isSending)}
          >
            {messages.cancel}
          </button>
          <button type="button" className={button.danger} aria-disabled={isSending} onClick={disable}>
            {isSending ? messages.disabling : messages.confirm}
          </button>
        </DialogActions>
      </Dialog>
    </>
  );
}

'use client';

import { useInstancePlace } from '@/components/form/instance-place';
import { toFormData } from '@/components/form/to-form-data';
import { useSubmission } from '@/components/form/use-submission';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import type { SettingsFormView } from '@/lib/integrations/views';
import { toFailureMessage } from '@/lib/result';
import type { EnablementAction } from '../enablement/enablement-switch';
import type { SettingsMessages } from './settings-messages';

type Props = {
  readonly form: SettingsFormView;
  readonly messages: SettingsMessages;
  readonly enablementAction: EnablementAction;
  readonly onClose: () => void;
};

/** After a first save elsewhere than at those that saving enables: now, or later by the toggle. */
export function EnableQuestion({ form, messages, enablementAction, onClose }: Props) {
  const place = useInstancePlace();
  const { receipts } = messages;
  const { answer, isSending, submit } = useSubmission<unknown>();
  async function enable() {
    const fields = toFormData({ ...place, key: form.integrationKey, enabled: 'true' });
    const latest = await submit(() => enablementAction(null, fields));
    if (latest?.outcome === 'ok') onClose();
  }
  return (
    <Dialog title={receipts.enableTitle} isOpen isBusy={isSending} onClose={onClose}>
      <p className="text-ink-2">{receipts.enableText}</p>
      <p role="alert" className="mt-3 text-sm text-danger empty:hidden">
        {isSending ? null : toFailureMessage(answer, messages.review.lost)}
      </p>
      <DialogActions>
        <button type="button" className={button.quiet} onClick={onClose}>
          {receipts.enableLater}
        </button>
        <button type="button" aria-disabled={isSending} onClick={enable} className={button.primary}>
          {isSending ? messages.saving : receipts.enableNow}
        </button>
      </DialogActions>
    </Dialog>
  );
}

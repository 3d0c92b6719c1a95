'use client';

import { InstanceMark } from '@/components/shell/instance-mark';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import type { InstanceMark as Mark } from '@/lib/instances/instance';
import type { ConfirmedClients, ConnectionReview as Review } from '@/lib/instances/views';
import { clientText } from './client-words';
import type { InstanceMessages } from './instance-messages';

type Props = {
  /** The label says whether the instance is live. */
  readonly shown: Mark & { readonly label: string };
  readonly review: Review;
  readonly messages: InstanceMessages;
  readonly isWorking: boolean;
  readonly onConfirm: (confirmed: ConfirmedClients) => void;
  readonly onClose: () => void;
};

/** Whose customers the instance shows now, and whose it will show. */
export function ConnectionReview({ shown, review, messages, isWorking, onConfirm, onClose }: Props) {
  const words = messages.review;
  const { before, after } = review;
  const isOther = before.client !== null && after.client !== null && before.client !== after.client;
  return (
    <Dialog title={words.title} isOpen isBusy={isWorking} onClose={onClose}>
      <p className="mb-3 flex items-center gap-2 text-ink-2">
        <InstanceMark {...shown} />
        {words.instance.replace('{instance}', shown.label)}
      </p>
      <p className="mb-3 text-ink-2">{words.lead}</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2">
        <dt className="text-ink-2">{words.before}</dt>
        <dd className="break-words">{clientText(before, messages)}</dd>
        <dt className="text-ink-2">{words.after}</dt>
        <dd className="break-words">{clientText(after, messages)}</dd>
      </dl>
      {isOther && (
        <div className="mt-4">
          <Notice tone="danger">{words.other.replace('{client}', before.client ?? '')}</Notice>
        </div>
      )}
      <DialogActions>
        <button type="button" className={button.quiet} aria-disabled={isWorking} onClick={onClose}>
          {words.cancel}
        </button>
        <button
          type="button"
          aria-disabled={isWorking}
          className={`${isOther || after.failure ? button.danger : button.primary} h-auto py-1.5 whitespace-normal`}
          onClick={() => {
            if (!isWorking) onConfirm({ before: before.client, after: after.client });
          }}
        >
          {isWorking
            ? words.working
            : after.client === null
              ? words.confirmUnknown
              : words.confirm.replace('{client}', after.client)}
        </button>
      </DialogActions>
    </Dialog>
  );
}

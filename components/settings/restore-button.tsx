'use client';

import { useState } from 'react';
import { useInstancePlace } from '@/components/form/instance-place';
import { type Sent, useIdempotentAction } from '@/components/form/use-idempotent-action';
import { button } from '@/components/ui/button';
import type { InstancePlace } from '@/lib/instances/instance';
import type { Confirmation, ConfirmationReason } from '@/lib/integrations/review';
import type { RestoreResult } from '@/lib/integrations/views';
import { type ActionResult, toFailureMessage } from '@/lib/result';
import { reviews } from '@/lib/routes';
import { Review } from '../review/review';
import type { ReviewMessages } from '../review/review-messages';

export type RestoreAction = (
  change: InstancePlace & {
    readonly key: string;
    readonly operation: string;
    readonly confirmation?: Confirmation;
  },
) => Promise<ActionResult<RestoreResult>>;

type Props = {
  readonly integrationKey: string;
  readonly name: string;
  readonly label: string;
  readonly messages: ReviewMessages;
  readonly restoreAction: RestoreAction;
};

/** Puts back what was saved here: at once if no customer is deauthorized, otherwise through the review. */
export function RestoreButton({ integrationKey: key, name, label, messages, restoreAction }: Props) {
  const change = { ...useInstancePlace(), key };
  const { answer, isSending, send, keyOf } = useIdempotentAction(
    (decision: typeof change, sent: Sent<Confirmation>) => restoreAction({ ...decision, ...sent }),
  );
  const [reviewed, setReviewed] = useState<string | null>(null);

  async function restore(confirmation?: Confirmation): Promise<ConfirmationReason | null> {
    const latest = await send(change, confirmation);
    return latest?.outcome === 'ok' && latest.value.kind === 'needs-review' ? latest.value.reason : null;
  }

  return (
    <div>
      <button
        type="button"
        aria-disabled={isSending}
        className={button.secondary}
        onClick={async () => {
          if (await restore()) setReviewed(await keyOf(change));
        }}
      >
        {isSending ? messages.working : label}
      </button>
      <p role="alert" className="mt-1 text-xs text-danger empty:hidden">
        {isSending ? null : toFailureMessage(answer, messages.lost)}
      </p>
      {reviewed && (
        <Review
          question={{ url: reviews.restore, kind: 'restore', body: { ...change, operation: reviewed }, name }}
          messages={messages}
          onConfirm={restore}
          onClose={() => setReviewed(null)}
        />
      )}
    </div>
  );
}

'use client';

import { useState } from 'react';
import { button } from '@/components/ui/button';
import type { Confirmation, ReviewReason } from '@/lib/integrations/review';
import type { RestoreResult } from '@/lib/integrations/views';
import type { ActionResult } from '@/lib/result';
import { reviews } from '@/lib/routes';
import { Review } from './review';
import type { ReviewWords } from './review-words';

export type RestoreAction = (change: {
  readonly instance: string;
  readonly key: string;
  readonly operation: string;
  readonly confirmation?: Confirmation;
}) => Promise<ActionResult<RestoreResult>>;

type Props = {
  readonly instance: string;
  readonly integrationKey: string;
  readonly name: string;
  readonly word: string;
  readonly words: ReviewWords;
  readonly restoreAction: RestoreAction;
};

/** Puts back what was saved here; at once where that cuts nobody off, else by way of the review. */
export function RestoreButton({ instance, integrationKey: key, name, word, words, restoreAction }: Props) {
  // The same for each press of this button on this page, so that a second one is not a second write.
  const [operation] = useState(() => crypto.randomUUID());
  const [isWorking, setWorking] = useState(false);
  const [isReviewing, setReviewing] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function restore(confirmation?: Confirmation): Promise<ReviewReason | null> {
    setFailure(null);
    const change = { instance, key, operation, ...(confirmation && { confirmation }) };
    const answer = await restoreAction(change).catch(() => null);
    if (answer?.ok && answer.value.kind === 'needs-review') return answer.value.because;
    if (!answer?.ok) setFailure(answer?.message ?? words.lost);
    return null;
  }

  return (
    <div>
      <button
        type="button"
        aria-disabled={isWorking}
        className={button.secondary}
        onClick={async () => {
          if (isWorking) return;
          setWorking(true);
          if (await restore()) setReviewing(true);
          setWorking(false);
        }}
      >
        {word}
      </button>
      <p role="alert" className="mt-1 text-xs text-danger empty:hidden">
        {failure}
      </p>
      {isReviewing && (
        <Review
          question={{ url: reviews.restore, kind: 'restore', body: { instance, key, operation }, name }}
          words={words}
          onConfirm={restore}
          onClose={() => setReviewing(false)}
        />
      )}
    </div>
  );
}

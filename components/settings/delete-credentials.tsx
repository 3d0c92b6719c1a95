'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { useInstancePlace } from '@/components/form/instance-place';
import { type Sent, useIdempotentAction } from '@/components/form/use-idempotent-action';
import { button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { InstancePlace } from '@/lib/instances/instance';
import type { Confirmation, ConfirmationReason } from '@/lib/integrations/review';
import type { DeletionResult } from '@/lib/integrations/views';
import { type ActionResult, type Outcome, toFailureMessage } from '@/lib/result';
import { reviews } from '@/lib/routes';
import { Review } from '../review/review';
import type { ReviewMessages } from '../review/review-messages';

export type DeleteAction = (
  change: InstancePlace & {
    readonly key: string;
    readonly operation: string;
    readonly confirmation?: Confirmation;
  },
) => Promise<ActionResult<DeletionResult>>;

export type DeletionMessages = Readonly<
  Record<'title' | 'text' | 'open' | 'deleted' | 'enabled' | 'disabled' | 'unknown' | 'lost', string>
>;

type Props = {
  readonly integrationKey: string;
  readonly name: string;
  /** False if there is nothing to delete. The outcome of a deletion is still shown. */
  readonly isOffered: boolean;
  readonly messages: DeletionMessages;
  readonly reviewMessages: ReviewMessages;
  readonly deleteAction: DeleteAction;
};

export function DeleteCredentials(props: Props) {
  const { integrationKey: key, name, isOffered, messages } = props;
  const router = useRouter();
  const change = { ...useInstancePlace(), key };
  const { send, keyOf } = useIdempotentAction((decision: typeof change, sent: Sent<Confirmation>) =>
    props.deleteAction({ ...decision, ...sent }),
  );
  const [reviewed, setReviewed] = useState<string | null>(null);
  const [answer, setAnswer] = useState<Outcome<DeletionResult> | null>(null);
  const receipt = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (answer) receipt.current?.focus();
  }, [answer]);

  async function remove(confirmation: Confirmation): Promise<ConfirmationReason | null> {
    const latest = await send(change, confirmation);
    if (latest?.outcome === 'ok' && latest.value.kind === 'needs-review') return latest.value.reason;
    setAnswer(latest);
    if (latest?.outcome !== 'failed' || latest.code !== 'instance-changed') router.refresh();
    return null;
  }

  if (!isOffered && !answer) return null;
  return (
    <section className="mt-8 rounded-card border border-danger/40 px-5 py-4">
      <h2 className="text-[0.9375rem] font-semibold">{messages.title}</h2>
      <div ref={receipt} tabIndex={-1} role="status" className="mt-2 outline-none empty:hidden">
        {answer && <Receipt answer={answer} messages={messages} />}
      </div>
      {isOffered && (
        <div className="mt-1 flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-prose text-[0.8125rem] text-ink-2">{messages.text}</p>
          <button
            type="button"
            className={`${button.secondary} text-danger`}
            onClick={async () => setReviewed(await keyOf(change))}
          >
            {messages.open}
          </button>
        </div>
      )}
      {reviewed && (
        <Review
          question={{
            url: reviews.deletion,
            kind: 'deletion',
            body: { ...change, operation: reviewed },
            name,
          }}
          messages={props.reviewMessages}
          onConfirm={remove}
          onClose={() => setReviewed(null)}
        />
      )}
    </section>
  );
}

function Receipt({
  answer,
  messages,
}: {
  readonly answer: Outcome<DeletionResult>;
  readonly messages: DeletionMessages;
}) {
  if (answer.outcome !== 'ok') {
    return <Notice tone="danger">{toFailureMessage(answer, messages.lost)}</Notice>;
  }
  if (answer.value.kind !== 'deleted') return null;
  const { enabled } = answer.value;
  return (
    <Notice tone="positive" title={messages.deleted}>
      {enabled === null ? messages.unknown : enabled ? messages.enabled : messages.disabled}
    </Notice>
  );
}

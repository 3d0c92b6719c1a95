'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useRef, useState } from 'react';
import { describedBy, FieldFrame, inputClass } from '@/components/form/field-frame';
import { withFreshSignIn } from '@/components/form/with-fresh-sign-in';
import { button } from '@/components/ui/button';
import type { InstanceMark, InstancePlace } from '@/lib/instances/instance';
import type { InstanceFieldError } from '@/lib/instances/instance-draft';
import type { ConfirmedClients, EditInstanceResult, ConnectionReview as Review } from '@/lib/instances/views';
import type { ActionResult, Outcome } from '@/lib/result';
import { ConnectionReview } from './connection-review';
import { ConnectionTest, type TestConnectionAction } from './connection-test';
import { problemText } from './instance-fields';
import { saidOf } from './instance-form';
import type { InstanceMessages } from './instance-messages';
import { OpenOperations } from './open-operations';

export type ReplaceApiKeyAction = (
  input: InstancePlace & {
    readonly version: number;
    readonly apiKey: string;
    readonly confirmed?: ConfirmedClients;
  },
) => Promise<ActionResult<EditInstanceResult>>;

type Props = {
  readonly place: InstancePlace;
  readonly version: number;
  readonly apiUrl: string;
  readonly shown: InstanceMark & { readonly label: string };
  readonly messages: InstanceMessages;
  readonly replaceApiKeyAction: ReplaceApiKeyAction;
  readonly testConnectionAction: TestConnectionAction;
};

/** Write-only: the stored key is never shown, and a typed one leaves the page once it is stored. */
export function KeyForm(props: Props) {
  const { place, version, apiUrl, shown, messages } = props;
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const [answer, setAnswer] = useState<Outcome<EditInstanceResult> | null>(null);
  const [review, setReview] = useState<Review | null>(null);
  const [isWorking, setWorking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = 'api-key';
  const { keyForm } = messages;

  function showErrors(errors: readonly InstanceFieldError[]): void {
    setProblem(errors[0]?.problem);
    input.current?.focus();
  }

  async function send(confirmed?: ConfirmedClients): Promise<void> {
    if (isWorking) return;
    setWorking(true);
    setAnswer(null);
    const asked = { ...place, version, apiKey: typed, ...(confirmed && { confirmed }) };
    const latest = await withFreshSignIn(() => props.replaceApiKeyAction(asked));
    setWorking(false);
    const value = latest.outcome === 'ok' ? latest.value : null;
    setReview(value?.kind === 'needs-review' ? value.review : null);
    setAnswer(latest);
    if (value?.kind === 'invalid') showErrors(value.fieldErrors);
    if (value?.kind !== 'saved') return;
    setTyped('');
    router.refresh();
  }

  function replace(event: FormEvent) {
    event.preventDefault();
    if (typed.trim() === '') return showErrors([{ field: 'apiKey', problem: 'required' }]);
    return send();
  }

  const isReplaced = answer?.outcome === 'ok' && answer.value.kind === 'saved';
  return (
    <>
      <form onSubmit={replace} noValidate autoComplete="off" className="flex flex-col gap-4">
        <FieldFrame id={id} label={keyForm.label} error={problemText(problem, messages)}>
          <input
            ref={input}
            id={id}
            type="password"
            autoComplete="off"
            data-1p-ignore=""
            data-lpignore="true"
            spellCheck={false}
            maxLength={4_000}
            value={typed}
            required
            aria-invalid={problem !== undefined}
            aria-describedby={describedBy(id, null)}
            onChange={({ target }) => {
              setTyped(target.value);
              setProblem(undefined);
            }}
            className={`${inputClass} font-mono`}
          />
        </FieldFrame>
        <ConnectionTest
          place={place}
          asked={() => ({ apiUrl, apiKey: typed })}
          messages={messages}
          onInvalid={showErrors}
          testConnectionAction={props.testConnectionAction}
        />
        <div className="flex flex-wrap items-center gap-3">
          <button type="submit" aria-disabled={isWorking} className={button.primary}>
            {isWorking ? keyForm.replacing : keyForm.replace}
          </button>
          <p
            role="status"
            className={`text-[0.8125rem] empty:hidden ${answer?.outcome === 'ok' ? 'text-ink-2' : 'text-danger'}`}
          >
            {isReplaced ? keyForm.replaced : saidOf(answer, messages)}
          </p>
        </div>
        {answer?.outcome === 'ok' && answer.value.kind === 'open-operations' && (
          <OpenOperations operations={answer.value.operations} messages={messages.operations} />
        )}
      </form>
      {review && (
        <ConnectionReview
          shown={shown}
          review={review}
          messages={messages}
          isWorking={isWorking}
          onConfirm={send}
          onClose={() => setReview(null)}
        />
      )}
    </>
  );
}

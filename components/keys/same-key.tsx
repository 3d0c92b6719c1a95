'use client';

import { type FormEvent, useRef } from 'react';
import { useInstancePlace } from '@/components/form/instance-place';
import { toFormData } from '@/components/form/to-form-data';
import { useSubmission } from '@/components/form/use-submission';
import { button } from '@/components/ui/button';
import type { SameKeyView } from '@/lib/integrations/views';
import { type ActionResult, type Outcome, toFailureMessage } from '@/lib/result';

export type CompareKeyAction = (previous: unknown, form: FormData) => Promise<ActionResult<SameKeyView>>;

type Messages = {
  readonly key: string;
  readonly compare: string;
  readonly comparing: string;
  readonly places: Readonly<Record<SameKeyView['matches'][number]['where'], string>>;
  readonly none: string;
  readonly nothing: string;
  readonly compared: string;
  readonly hidden: string;
  readonly lost: string;
};

type Props = {
  readonly integrationKey: string;
  readonly messages: Messages;
  readonly compareKeyAction: CompareKeyAction;
};

/** Empties the field once it is answered, so that the key stays nowhere. */
export function SameKey({ integrationKey, messages, compareKeyAction }: Props) {
  const place = useInstancePlace();
  const { answer, isSending, submit } = useSubmission<SameKeyView>();
  const input = useRef<HTMLInputElement>(null);

  async function compare(event: FormEvent): Promise<void> {
    event.preventDefault();
    const fields = { ...place, key: integrationKey, value: input.current?.value ?? '' };
    const latest = await submit(() => compareKeyAction(null, toFormData(fields)));
    if (latest && input.current) input.current.value = '';
  }

  return (
    <form onSubmit={compare} autoComplete="off" className="mt-3 flex flex-col gap-2">
      <label htmlFor="same-key" className="text-[0.8125rem]">
        {messages.key}
      </label>
      <input
        ref={input}
        id="same-key"
        readOnly={isSending}
        type="password"
        required
        maxLength={4000}
        autoComplete="off"
        data-1p-ignore=""
        data-lpignore="true"
        spellCheck={false}
        className="w-full rounded-control border border-line-strong bg-surface px-3 py-2 font-mono text-ink"
      />
      <button type="submit" aria-disabled={isSending} className={`${button.secondary} self-start`}>
        {isSending ? messages.comparing : messages.compare}
      </button>
      <div role="status" className="flex flex-col gap-1 text-[0.8125rem] text-ink-2 empty:hidden">
        {answer && !isSending && <Comparison answer={answer} messages={messages} />}
      </div>
    </form>
  );
}

function Comparison({
  answer,
  messages,
}: {
  readonly answer: Outcome<SameKeyView>;
  readonly messages: Messages;
}) {
  if (answer.outcome !== 'ok') {
    return <p className="text-danger">{toFailureMessage(answer, messages.lost)}</p>;
  }
  const { matches, compared, hidden } = answer.value;
  const list = (sentence: string, fields: readonly string[]) =>
    fields.length > 0 && <p>{sentence.replace('{fields}', fields.join(', '))}</p>;
  return (
    <>
      {matches.map(({ label, where }) => (
        <p key={label} className="font-semibold text-ink">
          {messages.places[where].replace('{field}', label)}
        </p>
      ))}
      {matches.length === 0 && (
        <p className="font-semibold text-ink">{compared.length > 0 ? messages.none : messages.nothing}</p>
      )}
      {matches.length === 0 && list(messages.compared, compared)}
      {list(messages.hidden, hidden)}
    </>
  );
}

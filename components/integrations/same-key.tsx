'use client';

import { useActionState } from 'react';
import { button } from '@/components/ui/button';
import type { SameKeyView } from '@/lib/integrations/views';
import type { ActionResult } from '@/lib/result';

export type CompareKeyAction = (previous: unknown, form: FormData) => Promise<ActionResult<SameKeyView>>;

type Words = {
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

type Told = ActionResult<SameKeyView> | { readonly ok: null };

type Props = {
  readonly instance: string;
  readonly integrationKey: string;
  readonly words: Words;
  readonly compareKeyAction: CompareKeyAction;
};

/** React empties the form once it is answered, so that the key stays nowhere. */
export function SameKey({ instance, integrationKey, words, compareKeyAction }: Props) {
  const [answer, compare, isPending] = useActionState(
    async (previous: Told | null, form: FormData): Promise<Told> => {
      try {
        return await compareKeyAction(previous, form);
      } catch {
        // Left to the page it would take the settings form, and what is typed there, with it.
        return { ok: null };
      }
    },
    null,
  );
  return (
    <form action={compare} autoComplete="off" className="mt-3 flex flex-col gap-2">
      <input type="hidden" name="instance" value={instance} />
      <input type="hidden" name="key" value={integrationKey} />
      <label htmlFor="same-key" className="text-[0.8125rem]">
        {words.key}
      </label>
      <input
        id="same-key"
        name="value"
        type="password"
        required
        maxLength={4000}
        autoComplete="off"
        data-1p-ignore=""
        data-lpignore="true"
        spellCheck={false}
        className="w-full rounded-control border border-line-strong bg-surface px-3 py-2 font-mono text-ink"
      />
      <button type="submit" aria-disabled={isPending} className={`${button.secondary} self-start`}>
        {isPending ? words.comparing : words.compare}
      </button>
      <div role="status" className="flex flex-col gap-1 text-[0.8125rem] text-ink-2 empty:hidden">
        {answer && !isPending && <Answer answer={answer} words={words} />}
      </div>
    </form>
  );
}

function Answer({ answer, words }: { readonly answer: Told; readonly words: Words }) {
  if (!answer.ok) return <p className="text-danger">{answer.ok === null ? words.lost : answer.message}</p>;
  const { matches, compared, hidden } = answer.value;
  const list = (sentence: string, fields: readonly string[]) =>
    fields.length > 0 && <p>{sentence.replace('{fields}', fields.join(', '))}</p>;
  return (
    <>
      {matches.map(({ label, where }) => (
        <p key={label} className="font-semibold text-ink">
          {words.places[where].replace('{field}', label)}
        </p>
      ))}
      {matches.length === 0 && (
        <p className="font-semibold text-ink">{compared.length > 0 ? words.none : words.nothing}</p>
      )}
      {matches.length === 0 && list(words.compared, compared)}
      {list(words.hidden, hidden)}
    </>
  );
}

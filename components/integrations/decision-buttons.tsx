'use client';

import { useActionState, useState } from 'react';
import { button } from '@/components/ui/button';
import type { ActionResult } from '@/lib/result';

export type DecisionAction = (previous: unknown, form: FormData) => Promise<ActionResult<void>>;

type Props = {
  readonly instance: string;
  readonly integrationKey: string;
  readonly choices: readonly { readonly word: string; readonly action: DecisionAction }[];
};

/** Decisions about what Codat holds; each says what came of it beside its button. */
export function DecisionButtons({ instance, integrationKey, choices }: Props) {
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {choices.map((choice) => (
        <Decision key={choice.word} {...{ instance, integrationKey, choice }} />
      ))}
    </div>
  );
}

function Decision({
  instance,
  integrationKey,
  choice,
}: Omit<Props, 'choices'> & { readonly choice: Props['choices'][number] }) {
  const [result, submit, pending] = useActionState<ActionResult<void> | null, FormData>(choice.action, null);
  // The same for each press of this button on this page, so that a second one is not a second write.
  const [operation] = useState(() => crypto.randomUUID());
  return (
    <form action={submit}>
      <input type="hidden" name="instance" value={instance} />
      <input type="hidden" name="key" value={integrationKey} />
      <input type="hidden" name="operation" value={operation} suppressHydrationWarning />
      <button type="submit" aria-disabled={pending} className={button.secondary}>
        {choice.word}
      </button>
      <p role="alert" className="mt-1 text-xs text-danger empty:hidden">
        {result && !result.ok && !pending ? result.message : null}
      </p>
    </form>
  );
}

'use client';

import { useRef, useState, useTransition } from 'react';
import { type ActionResult, isOpenOutcome } from '@/lib/result';

/** `ok: null`: no answer came, so that nobody knows. */
export type Answer<T> = ActionResult<T> | { readonly ok: null };

/**
 * A decision that is carried out once, however often it is sent: it keeps its name until it is known what came of it.
 */
export function useDecision<T>(action: (form: FormData) => Promise<ActionResult<T>>) {
  const operation = useRef<string | null>(null);
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [pending, start] = useTransition();

  const decide = (fields: Readonly<Record<string, string>>, onDone?: (value: T) => void) => {
    if (pending) return;
    start(async () => {
      operation.current ??= crypto.randomUUID();
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...fields, operation: operation.current })) {
        form.set(name, value);
      }
      const came = await action(form).catch((): Answer<T> => ({ ok: null }));
      if (!isOpen(came)) operation.current = null;
      start(() => setAnswer(came));
      if (came.ok) onDone?.(came.value);
    });
  };

  return {
    answer,
    pending,
    decide,
    forget: () => setAnswer(null),
    isOpen: answer !== null && isOpen(answer),
  };
}

function isOpen(answer: Answer<unknown>): boolean {
  return answer.ok === null || (!answer.ok && isOpenOutcome(answer.code));
}

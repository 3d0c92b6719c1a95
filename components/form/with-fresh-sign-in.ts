'use client';

import { useEffect, useEffectEvent } from 'react';
import { type ActionResult, isFreshSignInRequired, type Outcome, toOutcome } from '@/lib/result';

/** Sends, and where the server asks for a fresh sign-in first, asks for it and sends the same once more. */
export async function withFreshSignIn<T>(send: () => Promise<ActionResult<T>>): Promise<Outcome<T>> {
  const answer = await toOutcome(send());
  return isFreshSignInRequired(answer) && (await ask()) ? toOutcome(send()) : answer;
}

/** Does the same for a form whose answers come through `useActionState`: `again` sends what it was an answer to. */
export function useFreshSignIn(answer: ActionResult<unknown> | null, again: () => void): void {
  const sendAgain = useEffectEvent(again);
  useEffect(() => {
    if (!isFreshSignInRequired(answer)) return;
    void ask().then((isProven) => {
      if (isProven) sendAgain();
    });
  }, [answer]);
}

/** Loaded with the first question: a page that is never asked does without the dialog. */
async function ask(): Promise<boolean> {
  try {
    const { askFreshSignIn } = await import('./ask-fresh-sign-in');
    return await askFreshSignIn();
  } catch {
    // The script could not be loaded; the form shows the server's sentence.
    return false;
  }
}

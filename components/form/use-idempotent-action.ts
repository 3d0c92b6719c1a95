'use client';

import { useRef, useState } from 'react';
import type { ActionResult, Outcome } from '@/lib/result';
import type { Attempt } from './idempotency-key';
import { useSubmission } from './use-submission';
import { withFreshSignIn } from './with-fresh-sign-in';

/** Sent with a decision but not part of it: its idempotency key, and what a review or a typed phrase confirms. */
export type Sent<Confirmation> = { readonly operation: string; readonly confirmation?: Confirmation };

/** Sends a decision under one idempotency key until its outcome is known. A changed decision gets a key of its own. */
export function useIdempotentAction<Decision extends object, T, Confirmation = never>(
  action: (decision: Decision, sent: Sent<Confirmation>) => Promise<ActionResult<T>>,
) {
  const attempt = useRef<Attempt | null>(null);
  const [isOpen, setOpen] = useState(false);
  const { submit, ...submission } = useSubmission<T>();

  async function begin(decision: Decision): Promise<Attempt> {
    const { toAttempt } = await loadKeys();
    attempt.current = toAttempt(attempt.current, JSON.stringify(decision));
    return attempt.current;
  }

  /** Returns null if another one is in flight, which the form has to show by `isSending`. */
  async function send(decision: Decision, confirmation?: Confirmation): Promise<Outcome<T> | null> {
    return submit(async () => {
      const { afterAnswer } = await loadKeys();
      const mine = await begin(decision);
      const sent = { operation: mine.key, ...(confirmation !== undefined && { confirmation }) };
      const answer = await withFreshSignIn(() => action(decision, sent));
      attempt.current = afterAnswer(mine, answer);
      setOpen(attempt.current?.isOpen ?? false);
      return answer;
    });
  }

  return {
    ...submission,
    send,
    /** True while the outcome of the last decision is unknown: to send it again is to ask for that outcome. */
    isOpen,
    /** The key that a decision is sent under, for the review that it rests on. */
    keyOf: async (decision: Decision) => (await begin(decision)).key,
  };
}

/** Loaded with the first decision: a page that is only looked at does without it. */
function loadKeys() {
  return import('./idempotency-key');
}

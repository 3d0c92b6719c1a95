'use client';

import { useRef, useState } from 'react';
import { type Outcome, toOutcome } from '@/lib/result';

type State<T> = { readonly answer: Outcome<T> | null; readonly isSending: boolean };

/**
 * Runs one submission at a time. A transition is pending until every other one of the page has ended, and so for longer
 * than until its answer is shown. Here the commit that shows the answer takes the next submission again.
 */
export function useSubmission<T>() {
  const [state, setState] = useState<State<T>>({ answer: null, isSending: false });
  const isInFlight = useRef(false);

  /** Returns null if another one is in flight, which the form has to show by `isSending`. */
  async function submit(send: () => Promise<Outcome<T>>): Promise<Outcome<T> | null> {
    if (isInFlight.current) return null;
    isInFlight.current = true;
    setState(({ answer }) => ({ answer, isSending: true }));
    const answer = await toOutcome(send());
    isInFlight.current = false;
    setState({ answer, isSending: false });
    return answer;
  }

  return { ...state, submit, forget: () => setState(({ isSending }) => ({ answer: null, isSending })) };
}

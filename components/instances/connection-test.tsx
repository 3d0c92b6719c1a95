'use client';

import { useSubmission } from '@/components/form/use-submission';
import { button } from '@/components/ui/button';
import type { InstancePlace } from '@/lib/instances/instance';
import type { InstanceFieldError } from '@/lib/instances/instance-draft';
import type { TestConnectionResult } from '@/lib/instances/views';
import { type ActionResult, toFailureMessage } from '@/lib/result';
import { testText } from './client-words';
import type { InstanceMessages } from './instance-messages';

export type ConnectionAsked = { readonly apiUrl: string; readonly apiKey: string };

export type TestConnectionAction = (
  asked: ConnectionAsked & Partial<InstancePlace>,
) => Promise<ActionResult<TestConnectionResult>>;

type Props = {
  readonly place?: InstancePlace | undefined;
  /** Returns what is typed at the moment. */
  readonly asked: () => ConnectionAsked;
  readonly messages: InstanceMessages;
  readonly onInvalid: (errors: readonly InstanceFieldError[]) => void;
  readonly testConnectionAction: TestConnectionAction;
};

/** Tests what is typed, and saves nothing. */
export function ConnectionTest({ place, asked, messages, onInvalid, testConnectionAction }: Props) {
  const { answer, isSending, submit } = useSubmission<TestConnectionResult>();
  const { connection } = messages;

  async function test() {
    const latest = await submit(() => testConnectionAction({ ...asked(), ...place }));
    if (latest?.outcome === 'ok' && latest.value.kind === 'invalid') onInvalid(latest.value.fieldErrors);
  }

  const reading = answer?.outcome === 'ok' && answer.value.kind === 'read' ? answer.value.reading : null;
  const trouble = toFailureMessage(answer, connection.lost);
  const isGood = reading !== null && reading.failure === null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <button type="button" aria-disabled={isSending} className={button.secondary} onClick={test}>
        {isSending ? connection.testing : connection.test}
      </button>
      <p
        role="status"
        className={`max-w-130 text-[0.8125rem] empty:hidden ${isGood ? 'text-positive' : 'text-danger'}`}
      >
        {isSending ? null : (trouble ?? (reading && testText(reading, messages)))}
      </p>
    </div>
  );
}

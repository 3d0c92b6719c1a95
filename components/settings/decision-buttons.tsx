'use client';

import { useInstancePlace } from '@/components/form/instance-place';
import { toFormData } from '@/components/form/to-form-data';
import { useSubmission } from '@/components/form/use-submission';
import { button } from '@/components/ui/button';
import { type ActionResult, toFailureMessage } from '@/lib/result';

export type DecisionAction = (previous: unknown, form: FormData) => Promise<ActionResult<void>>;

type Props = {
  readonly integrationKey: string;
  readonly messages: { readonly working: string; readonly lost: string };
  readonly choices: readonly { readonly label: string; readonly action: DecisionAction }[];
};

/** Decisions about what Codat holds. Each shows its outcome next to its button. */
export function DecisionButtons({ choices, ...shared }: Props) {
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {choices.map((choice) => (
        <Decision key={choice.label} {...shared} choice={choice} />
      ))}
    </div>
  );
}

type DecisionProps = Omit<Props, 'choices'> & { readonly choice: Props['choices'][number] };

function Decision({ integrationKey: key, messages, choice }: DecisionProps) {
  const place = useInstancePlace();
  const { answer, isSending, submit } = useSubmission<void>();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(() => choice.action(null, toFormData({ ...place, key })));
      }}
    >
      <button type="submit" aria-disabled={isSending} className={button.secondary}>
        {isSending ? messages.working : choice.label}
      </button>
      <p role="alert" className="mt-1 text-xs text-danger empty:hidden">
        {isSending ? null : toFailureMessage(answer, messages.lost)}
      </p>
    </form>
  );
}

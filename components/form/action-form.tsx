'use client';

import {
  createContext,
  type FormEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useContext,
  useEffect,
  useId,
  useRef,
} from 'react';
import { button } from '@/components/ui/button';
import type { ActionFailure, ActionResult } from '@/lib/result';
import { useFreshSignIn } from './with-fresh-sign-in';

export type FormAction<T> = (previous: ActionResult<T> | null, form: FormData) => Promise<ActionResult<T>>;

type Failure = { readonly id: string; readonly field: string | undefined };
const FailureContext = createContext<Failure>({ id: '', field: undefined });

type Props<T> = {
  readonly action: FormAction<T>;
  readonly submit: string;
  readonly submitting: string;
  readonly look?: keyof typeof button;
  /** Names the button where a page has several that read alike. */
  readonly label?: string;
  /** Shown once it is done; a text, or what is made of the answer. */
  readonly done: string | ((value: T) => ReactNode);
  /** Only the answer stays in sight once it is done. */
  readonly isReplacedByAnswer?: boolean;
  readonly children?: ReactNode;
};

/** A form of its own action. Works before its script has loaded, and keeps what was typed if it is refused. */
export function ActionForm<T>({
  action,
  submit,
  submitting,
  look = 'primary',
  label,
  done,
  isReplacedByAnswer = false,
  children,
}: Props<T>) {
  const [answer, send, isPending] = useActionState(action, null);
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef<FormData>(null);
  const id = useId();
  const failure: ActionFailure | null = answer?.outcome === 'failed' && !isPending ? answer : null;

  useEffect(() => {
    if (answer?.outcome === 'ok') form.current?.reset();
    else if (answer?.field) focusField(form.current, answer.field);
  }, [answer]);

  useFreshSignIn(answer, () => {
    const fields = sent.current;
    if (fields) startTransition(() => send(fields));
  });

  // An action alone would empty the fields after a refusal.
  function sendByScript(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    if (isPending) return;
    sent.current = fields;
    startTransition(() => send(fields));
  }

  const shown = answer?.outcome === 'ok' && !isPending ? renderDone(done, answer.value) : null;
  if (shown && isReplacedByAnswer) return <div role="status">{shown}</div>;

  return (
    <FailureContext value={{ id, field: failure?.field }}>
      <form ref={form} action={send} onSubmit={sendByScript} className="flex flex-col items-start gap-4">
        {children}
        <button
          type="submit"
          aria-label={label && !isPending ? label : undefined}
          aria-disabled={isPending}
          className={button[look]}
        >
          {isPending ? submitting : submit}
        </button>
        <p id={id} role="alert" className="text-danger empty:hidden">
          {failure?.message}
        </p>
        <div role="status" className="w-full text-ink-2 empty:hidden">
          {shown}
        </div>
      </form>
    </FailureContext>
  );
}

function renderDone<T>(done: Props<T>['done'], value: T): ReactNode {
  return typeof done === 'string' ? done : done(value);
}

/** Ties a field to the failure of its form. */
export function useFieldFailure(name: string) {
  const failure = useContext(FailureContext);
  const isWrong = failure.field === name;
  return { 'aria-invalid': isWrong, 'aria-describedby': isWrong ? failure.id : undefined };
}

function focusField(form: HTMLFormElement | null, name: string): void {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { button } from '@/components/ui/button';
import type { CopyMessages } from '@/components/ui/copy/copy-messages';
import { useCopy } from '@/components/ui/copy/use-copy';

export type NewRecoveryCodes = { readonly codes: readonly string[] };

export type RecoveryCodesMessages = {
  readonly title: string;
  readonly text: string;
  readonly copy: string;
  readonly done: string;
  readonly copying: CopyMessages;
};

type Props = {
  readonly action: FormAction<NewRecoveryCodes>;
  readonly submit: string;
  readonly submitting: string;
  readonly look?: 'primary' | 'secondary';
  /** The page to open once the codes are kept. A full load leaves nothing of them behind. */
  readonly after: string;
  readonly messages: RecoveryCodesMessages;
  readonly children?: ReactNode;
};

/** A form whose answer is the recovery codes, in its own place. */
export function RecoveryCodesForm({ after, messages, ...form }: Props) {
  return (
    <ActionForm
      {...form}
      isReplacedByAnswer
      done={({ codes }) => <RecoveryCodes codes={codes} after={after} messages={messages} />}
    />
  );
}

function RecoveryCodes({ codes, after, messages }: NewRecoveryCodes & Pick<Props, 'after' | 'messages'>) {
  const { shown, outcome, copy, forget } = useCopy<HTMLOListElement>(codes.join('\n'));
  const title = useRef<HTMLHeadingElement>(null);
  const { copying } = messages;

  // The form that had the focus is gone.
  useEffect(() => title.current?.focus(), []);

  return (
    <div className="max-w-100">
      <h3 ref={title} tabIndex={-1} className="font-semibold text-ink">
        {messages.title}
      </h3>
      <p className="mt-1 text-ink-2">{messages.text}</p>
      <ol
        ref={shown}
        className="mt-3 rounded-control border border-line bg-sunken px-3 py-2 font-mono text-[0.8125rem] text-ink"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="mt-3 flex flex-wrap gap-2">
        <button
          type="button"
          className={button.secondary}
          aria-label={outcome === 'copied' ? `${copying.copied}: ${messages.copy}` : undefined}
          onClick={copy}
          onBlur={forget}
        >
          <span aria-live="polite">{outcome === 'copied' ? copying.copied : messages.copy}</span>
        </button>
        <a href={after} className={button.primary}>
          {messages.done}
        </a>
      </div>
      <p role="status" className="mt-1 text-[0.8125rem] text-ink-2 empty:hidden">
        {outcome === 'selected' ? copying.selected : null}
      </p>
    </div>
  );
}

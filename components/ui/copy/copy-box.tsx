'use client';

import type { CopyMessages } from './copy-messages';
import { useCopy } from './use-copy';

type Props = {
  readonly text: string;
  readonly messages: CopyMessages;
  /** Names the button, where a page has several. */
  readonly label?: string;
};

export function CopyBox({ text, messages, label }: Props) {
  const { shown, outcome, copy, forget } = useCopy<HTMLElement>(text);
  const isCopied = outcome === 'copied';
  return (
    <>
      <div className="mt-2 flex items-center gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
        <code ref={shown} className="min-w-0 flex-1 font-mono text-xs break-all">
          {text}
        </code>
        <button
          type="button"
          aria-label={label && (isCopied ? `${messages.copied}: ${label}` : label)}
          onClick={copy}
          onBlur={forget}
          className="rounded-control border border-line-strong bg-surface px-2.5 py-1 text-[0.8125rem] hover:bg-paper"
        >
          <span aria-live="polite">{isCopied ? messages.copied : messages.copy}</span>
        </button>
      </div>
      <p role="status" className="mt-1 text-[0.8125rem] text-ink-2 empty:hidden">
        {outcome === 'selected' ? messages.selected : null}
      </p>
    </>
  );
}

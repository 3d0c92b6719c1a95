'use client';

import { useRef, useState } from 'react';

type Props = {
  readonly text: string;
  readonly words: { readonly copy: string; readonly copied: string };
  /** Names the button, where a page has several. */
  readonly label?: string;
};

export function CopyBox({ text, words, label }: Props) {
  const [copied, setCopied] = useState(false);
  const shown = useRef<HTMLElement>(null);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Where the browser does not let us, one key press of the person's is left to do.
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
    }
  };

  return (
    <div className="mt-2 flex items-center gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
      <code ref={shown} className="min-w-0 flex-1 font-mono text-xs break-all">
        {text}
      </code>
      <button
        type="button"
        aria-label={label && (copied ? `${words.copied}: ${label}` : label)}
        onClick={copy}
        onBlur={() => setCopied(false)}
        className="rounded-control border border-line-strong bg-surface px-2.5 py-1 text-[0.8125rem] hover:bg-paper"
      >
        <span aria-live="polite">{copied ? words.copied : words.copy}</span>
      </button>
    </div>
  );
}

'use client';

import { useState } from 'react';

type Props = { readonly text: string; readonly words: { readonly copy: string; readonly copied: string } };

export function CopyBox({ text, words }: Props) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="mt-2 flex items-center gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 font-mono text-xs break-all">{text}</code>
      <button
        type="button"
        onClick={async () => {
          await navigator.clipboard.writeText(text);
          setCopied(true);
        }}
        onBlur={() => setCopied(false)}
        className="rounded-control border border-line-strong bg-surface px-2.5 py-1 text-[0.8125rem] hover:bg-paper"
      >
        <span aria-live="polite">{copied ? words.copied : words.copy}</span>
      </button>
    </div>
  );
}

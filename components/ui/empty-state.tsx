import type { ReactNode } from 'react';

type Props = { readonly title: string; readonly text: string; readonly children?: ReactNode };

/** Shown in place of a list's rows: says what is the case, and what to do next. */
export function EmptyState({ title, text, children }: Props) {
  return (
    <div className="flex flex-col items-start gap-3 rounded-card border border-line bg-surface px-5 py-8 shadow-card">
      <div>
        <p className="font-semibold text-ink">{title}</p>
        <p className="text-ink-2">{text}</p>
      </div>
      {children}
    </div>
  );
}

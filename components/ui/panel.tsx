import type { ReactNode } from 'react';

type Props = { readonly title: string; readonly children: ReactNode };

export function Panel({ title, children }: Props) {
  return (
    <section className="rounded-card border border-line bg-surface px-4 py-4 shadow-card">
      <h2 className="mb-2 text-[0.8125rem] font-semibold text-ink">{title}</h2>
      {children}
    </section>
  );
}

type RowsProps = { readonly rows: readonly { readonly term: string; readonly value: ReactNode }[] };

/** A list of terms with their values. */
export function PanelRows({ rows }: RowsProps) {
  return (
    <dl className="flex flex-col gap-1.5">
      {rows.map(({ term, value }) => (
        <div key={term} className="flex items-baseline justify-between gap-4">
          <dt className="text-ink-2">{term}</dt>
          <dd className="min-w-0 text-right break-words text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

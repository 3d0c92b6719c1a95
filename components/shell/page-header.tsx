import type { ReactNode } from 'react';

type Props = { readonly title: string; readonly lead?: ReactNode; readonly children?: ReactNode };

export function PageHeader({ title, lead, children }: Props) {
  return (
    <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div>
        <h1 className="text-[1.375rem] leading-tight font-bold tracking-tight text-ink">{title}</h1>
        {lead && <p className="mt-1.5 max-w-xl text-ink-2">{lead}</p>}
      </div>
      {children}
    </div>
  );
}

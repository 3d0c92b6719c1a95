import type { ReactNode } from 'react';

type Props = { readonly title: string; readonly lead?: ReactNode; readonly children: ReactNode };

/** A part of a page with a heading of its own. */
export function Section({ title, lead, children }: Props) {
  return (
    <section className="mt-8 first:mt-0">
      <h2 className="text-[0.9375rem] font-semibold">{title}</h2>
      {lead && <p className="mt-1 max-w-160 text-ink-2">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}

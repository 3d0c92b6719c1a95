import type { ReactNode } from 'react';
import { Brand } from './brand';

type Props = {
  readonly brand: string;
  readonly title: string;
  /** Said on every page where it is not Codat that answers. */
  readonly note: string | null;
  readonly children: ReactNode;
};

/** Outside the portal's frame: sign-in, and what is shown where there is no page. */
export function CenteredPage({ brand, title, note, children }: Props) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-10">
      <Brand name={brand} />
      <div className="rounded-card border border-line bg-surface px-6 py-7 shadow-card">
        <h1 className="text-[1.375rem] leading-tight font-bold tracking-tight text-ink">{title}</h1>
        {children}
      </div>
      {note && <p className="px-2 text-[0.8125rem] text-ink-3">{note}</p>}
    </main>
  );
}

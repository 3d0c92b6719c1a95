import type { Route } from 'next';
import Link from 'next/link';
import { button } from './button';

type Way = { readonly label: string; readonly href: Route | null };

type Props = {
  readonly label: string;
  readonly said: string;
  readonly previous: Way;
  readonly next: Way;
};

export function Pages({ label, said, previous, next }: Props) {
  return (
    <nav aria-label={label} className="flex items-center justify-between gap-3">
      <Step way={previous} />
      <p className="text-[0.8125rem] text-ink-2">{said}</p>
      <Step way={next} />
    </nav>
  );
}

function Step({ way: { label, href } }: { readonly way: Way }) {
  if (href === null) {
    return (
      <span aria-hidden="true" className={`${button.secondary} invisible`}>
        {label}
      </span>
    );
  }
  return (
    <Link href={href} prefetch={false} className={button.secondary}>
      {label}
    </Link>
  );
}

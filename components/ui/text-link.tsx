import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { linkClass } from './link-class';

type Props = { readonly href: Route | `https://${string}`; readonly children: ReactNode };

/** A link within the portal, or to an external page, which opens in a new tab. */
export function TextLink({ href, children }: Props) {
  if (href.startsWith('https://')) {
    return (
      <a href={href} target="_blank" rel="noreferrer" className={linkClass}>
        {children}
        <span aria-hidden="true"> ↗</span>
      </a>
    );
  }
  return (
    <Link href={href as Route} className={linkClass}>
      {children}
    </Link>
  );
}

import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { linkClass } from './link-class';

type Props = { readonly href: Route | `https://${string}`; readonly children: ReactNode };

/** Within the portal, or to a page of somebody else's, which opens beside this one. */
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

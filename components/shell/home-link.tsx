import type { ReactNode } from 'react';
import { linkClass } from '@/components/ui/link-class';
import { routes } from '@/lib/routes';

/**
 * Where there is no page. An ordinary link, since Next loads what these pages need with every other page: `next/link`
 * here would make even sign-in 3 KB heavier.
 */
export function HomeLink({ children }: { readonly children: ReactNode }) {
  return (
    <a href={routes.home()} className={linkClass}>
      {children}
    </a>
  );
}

import type { ReactNode } from 'react';
import { linkClass } from '@/components/ui/link-class';
import { routes } from '@/lib/routes';

/**
 * Shown on pages that do not exist. An ordinary link, because Next loads their code with every page. `next/link` would
 * make even sign-in 3 KB heavier.
 */
export function HomeLink({ children }: { readonly children: ReactNode }) {
  return (
    <a href={routes.home()} className={linkClass}>
      {children}
    </a>
  );
}

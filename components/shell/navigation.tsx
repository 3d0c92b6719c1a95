'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';

export type NavigationItem = {
  readonly href: Route;
  readonly label: string;
  readonly under?: readonly NavigationItem[];
};

type Props = {
  readonly id: string;
  readonly label: string;
  readonly groups: readonly { readonly title: string | null; readonly items: readonly NavigationItem[] }[];
  readonly top: ReactNode;
  readonly bottom: ReactNode;
};

const itemLooks =
  'block rounded-control px-2.5 py-1.5 text-ink-2 hover:bg-surface hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:text-ink aria-[current=page]:shadow-card';

/** Shown next to the page on wide screens. On small screens it is a popover that the menu button opens. */
export function Navigation({ id, label, groups, top, bottom }: Props) {
  const pathname = usePathname();
  const drawer = useRef<HTMLElement>(null);

  useEffect(() => {
    // The layout outlives the page, so an open drawer would stay in front of what was chosen in it.
    if (pathname && drawer.current?.matches(':popover-open')) drawer.current.hidePopover();
  }, [pathname]);

  return (
    <aside
      ref={drawer}
      id={id}
      popover="auto"
      className="m-0 h-dvh max-h-none w-72 max-w-[85vw] flex-col border-r border-line bg-sunken px-3 py-4 text-ink backdrop:bg-[oklch(0.2_0.03_260/0.4)] open:flex md:sticky md:top-0 md:col-start-1 md:row-span-2 md:row-start-1 md:flex md:w-58"
    >
      {top}
      <nav aria-label={label} className="mt-5 flex-1 overflow-y-auto p-0.5">
        {groups.map((group) => (
          <div key={group.title ?? ''} className="mb-3">
            {group.title && <p className="px-2.5 pt-1 pb-1 text-xs text-ink-3">{group.title}</p>}
            <ul className="flex flex-col gap-0.5">
              {group.items.map((item) => (
                <li key={item.href}>
                  <NavigationLink item={item} pathname={pathname} />
                  {item.under && (
                    <ul className="mt-0.5 ml-3 flex flex-col gap-0.5 border-l border-line pl-2">
                      {item.under.map((below) => (
                        <li key={below.href}>
                          <NavigationLink item={below} pathname={pathname} />
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {bottom}
    </aside>
  );
}

function NavigationLink({ item, pathname }: { readonly item: NavigationItem; readonly pathname: string }) {
  const here = !item.under && (pathname === item.href || pathname.startsWith(`${item.href}/`));
  return (
    <Link href={item.href} prefetch={false} aria-current={here ? 'page' : undefined} className={itemLooks}>
      {item.label}
    </Link>
  );
}

'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import type { TileFilter } from '@/lib/routes';

type Props = {
  readonly action: string;
  readonly search: string;
  readonly show: TileFilter;
  readonly words: { readonly label: string; readonly find: string };
};

const pauseMs = 200;

/** A plain search form that needs no script; with one, it searches while the person types. */
export function TileSearchBox({ action, search, show, words }: Props) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const searchNow = () => {
    clearTimeout(timer.current);
    if (!form.current) return;
    const entries = [...new FormData(form.current)].filter(([, value]) => value !== '');
    const query = new URLSearchParams(entries as [string, string][]).toString();
    startTransition(() => router.replace(`${action}${query && `?${query}`}` as Route, { scroll: false }));
  };

  useEffect(() => {
    // The address may change by other means than this box, such as "Show all"; never under a person who types.
    const input = form.current?.querySelector('input');
    if (input && input !== document.activeElement) input.value = search;
  }, [search]);

  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing) return;
      event.preventDefault();
      form.current?.querySelector('input')?.focus();
    };
    document.addEventListener('keydown', focusOnSlash);
    return () => document.removeEventListener('keydown', focusOnSlash);
  }, []);

  return (
    <search className="w-full sm:w-70">
      <form
        ref={form}
        action={action}
        aria-busy={pending}
        onSubmit={(event) => {
          event.preventDefault();
          searchNow();
        }}
        className="relative"
      >
        <input
          type="search"
          name="search"
          defaultValue={search}
          maxLength={100}
          aria-label={words.label}
          placeholder={words.label}
          onChange={() => {
            clearTimeout(timer.current);
            timer.current = setTimeout(searchNow, pauseMs);
          }}
          aria-keyshortcuts="/"
          className="peer w-full rounded-control border border-line-strong bg-surface px-3 py-1.5 text-ink placeholder:text-ink-3"
        />
        <span
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-xs text-ink-3 peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden max-sm:hidden"
        >
          /
        </span>
        {show !== 'all' && <input type="hidden" name="show" value={show} />}
        <noscript>
          <button type="submit">{words.find}</button>
        </noscript>
      </form>
    </search>
  );
}

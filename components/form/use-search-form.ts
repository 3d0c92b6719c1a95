'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useTransition } from 'react';

const pauseMs = 200;

/** A plain GET form that needs no script, and with one searches while the person types or chooses. */
export function useSearchForm(action: string, search: string) {
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
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      form.current?.querySelector('input')?.focus();
    };
    document.addEventListener('keydown', focusOnSlash);
    return () => document.removeEventListener('keydown', focusOnSlash);
  }, []);

  return {
    /** For the form element. */
    form: {
      ref: form,
      action,
      'aria-busy': pending,
      onSubmit: (event: FormEvent) => {
        event.preventDefault();
        searchNow();
      },
    },
    searchSoon: () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(searchNow, pauseMs);
    },
  };
}

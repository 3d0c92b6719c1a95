'use client';

import { useEffect, useRef, useState } from 'react';
import { button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';

export type UnsavedMessages = {
  readonly title: string;
  readonly text: string;
  readonly stay: string;
  readonly leave: string;
};

type Props = { readonly isDirty: boolean; readonly messages: UnsavedMessages };

/** Asks before a link, the back button, a reload or the closing of the tab drops what was typed. */
export function UnsavedGuard({ isDirty, messages }: Props) {
  const [onward, setOnward] = useState<(() => void) | null>(null);
  /** Lets through what the person agreed to leave by, and nothing after it. */
  const leaving = useRef(false);

  useEffect(() => {
    if (!isDirty) return;
    leaving.current = false;
    const stop = new AbortController();
    const { signal } = stop;

    // Who acts on the page is still here: the way out led nowhere.
    for (const sign of ['pointerdown', 'keydown', 'input']) {
      document.addEventListener(
        sign,
        () => {
          leaving.current = false;
        },
        { signal, capture: true },
      );
    }
    window.addEventListener(
      'beforeunload',
      (event) => {
        if (!leaving.current) event.preventDefault();
      },
      { signal },
    );
    document.addEventListener(
      'click',
      (event) => {
        const link = event.target instanceof Element ? event.target.closest('a') : null;
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
        if (!link || !isPlain || link.target === '_blank' || isWithinPage(link) || leaving.current) return;
        event.preventDefault();
        event.stopPropagation();
        setOnward(() => () => link.click());
      },
      { signal, capture: true },
    );
    // The back button: browsers that know of the Navigation API let a page hold it up once.
    const { navigation } = window as { navigation?: Navigation };
    navigation?.addEventListener(
      'navigate',
      (event) => {
        if (event.navigationType !== 'traverse' || event.hashChange) return;
        if (!event.cancelable || leaving.current) return;
        event.preventDefault();
        const { key } = event.destination;
        setOnward(() => () => navigation.traverseTo(key));
      },
      { signal },
    );
    return () => stop.abort();
  }, [isDirty]);

  return (
    <Dialog title={messages.title} isOpen={onward !== null} onClose={() => setOnward(null)}>
      <p className="text-ink-2">{messages.text}</p>
      <DialogActions>
        <button type="button" className={button.quiet} onClick={() => setOnward(null)}>
          {messages.stay}
        </button>
        <button
          type="button"
          className={button.danger}
          onClick={() => {
            leaving.current = true;
            setOnward(null);
            onward?.();
          }}
        >
          {messages.leave}
        </button>
      </DialogActions>
    </Dialog>
  );
}

/** Nothing is lost where the page stays, such as by the link that skips to the content. */
function isWithinPage({ href, hash }: HTMLAnchorElement): boolean {
  const [page] = window.location.href.split('#');
  return hash !== '' && href === `${page}${hash}`;
}

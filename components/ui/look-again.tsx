'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useRef, useTransition } from 'react';
import { button } from './button';
import { useRefreshWhileUsed } from './use-refresh-while-used';

const initialBackoffMs = 5_000;
const maxBackoffMs = 60_000;

type Props = { readonly label: string; readonly busyWord: string };

/** Draws the page again, which looks at Codat: by its button, and on its own, less and less often. */
export function LookAgain({ label, busyWord }: Props) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const waitMs = useRef(initialBackoffMs);

  const look = useCallback(() => start(() => router.refresh()), [router]);
  const lookOnItsOwn = useCallback(() => {
    waitMs.current = Math.min(waitMs.current * 1.5, maxBackoffMs);
    look();
  }, [look]);
  useRefreshWhileUsed(lookOnItsOwn, waitMs);

  return (
    <button
      type="button"
      aria-disabled={pending}
      className={button.secondary}
      onClick={() => !pending && look()}
    >
      {pending ? busyWord : label}
    </button>
  );
}

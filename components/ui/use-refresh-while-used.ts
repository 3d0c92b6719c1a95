'use client';

import { type RefObject, useEffect } from 'react';

/** An unused page must not keep its session alive for ever. */
const unusedMs = 600_000;
const signsOfUse = ['pointermove', 'pointerdown', 'keydown', 'scroll'] as const;

/** Calls `refresh` again and again while the page is visible and in use, each time after as long as `waitMs` says by then. */
export function useRefreshWhileUsed(refresh: () => void, waitMs: RefObject<number>): void {
  useEffect(() => {
    let usedAt = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const noteUse = () => {
      usedAt = Date.now();
    };
    const later = () => {
      timer = setTimeout(() => {
        const isSeen = document.visibilityState === 'visible' && Date.now() - usedAt < unusedMs;
        if (isSeen) refresh();
        later();
      }, waitMs.current);
    };
    for (const sign of signsOfUse) document.addEventListener(sign, noteUse, { passive: true });
    later();
    return () => {
      clearTimeout(timer);
      for (const sign of signsOfUse) document.removeEventListener(sign, noteUse);
    };
  }, [refresh, waitMs]);
}

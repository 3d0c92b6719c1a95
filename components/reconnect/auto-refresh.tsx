'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useRefreshWhileUsed } from '@/components/ui/use-refresh-while-used';

type Props = {
  /** Null where Codat was not read. */
  readonly readAt: number | null;
  /** How many rows stand otherwise than the page shows. */
  readonly changed: number;
  readonly isFailed: boolean;
};

const usualMs = 30_000;
const soonMs = 5_000;
const longestMs = 300_000;
/**
 * Refreshes the page while it is in use: at once if it is out of date, otherwise every half a minute. The interval
 * grows while nothing changes or Codat can't be reached.
 */
export function KeepCurrent({ readAt, changed, isFailed }: Props) {
  const router = useRouter();
  const waitMs = useRef(usualMs);

  useEffect(() => {
    if (readAt !== null && changed > 0) router.refresh();
  }, [router, readAt, changed]);

  useEffect(() => {
    if (changed > 0) waitMs.current = usualMs;
    else if (isFailed) waitMs.current = Math.min(waitMs.current * 2, longestMs);
    else if (readAt === null) waitMs.current = soonMs;
    else waitMs.current = Math.min(Math.max(waitMs.current, usualMs) * 1.25, 4 * usualMs);
  }, [readAt, changed, isFailed]);

  useRefreshWhileUsed(router.refresh, waitMs);

  return null;
}

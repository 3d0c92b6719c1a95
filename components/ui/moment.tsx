'use client';

import { useSyncExternalStore } from 'react';
import { formatMoment, formatUtc, type MomentLook } from './format-moment';

type Props = {
  readonly at: number;
  readonly locale: string;
  readonly look?: MomentLook;
  readonly className?: string;
};

/** A moment in the reader's time zone, with UTC on hover. The server, which doesn't know that zone, shows UTC. */
export function Moment({ at, locale, look = 'minute', className }: Props) {
  const shown = useSyncExternalStore(
    neverChanges,
    () => formatMoment(at, { locale, look }),
    () => formatMoment(at, { locale, look, timeZone: 'UTC' }),
  );
  return (
    // Node and the browser may put other spaces into the same time.
    <time
      dateTime={new Date(at).toISOString()}
      title={formatUtc(at, locale)}
      className={className}
      suppressHydrationWarning
    >
      {shown}
    </time>
  );
}

function neverChanges(): () => void {
  return () => {};
}

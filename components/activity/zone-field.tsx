'use client';

import { useSyncExternalStore } from 'react';

type Props = {
  /** The zone of the address; null if no day is asked for yet. */
  readonly zone: string | null;
  readonly label: string;
};

/** Says in which time zone the days of the filter are meant: at first the reader's, or UTC without scripts. */
export function ZoneField({ zone, label }: Props) {
  const own = useSyncExternalStore(
    () => () => {},
    () => zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => zone ?? 'UTC',
  );
  return (
    <>
      <input type="hidden" name="zone" value={own} />
      <span className="text-[0.8125rem] text-ink-3" suppressHydrationWarning>
        {label.replace('{zone}', own)}
      </span>
    </>
  );
}

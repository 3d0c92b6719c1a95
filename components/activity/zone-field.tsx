'use client';

import { useSyncExternalStore } from 'react';

/** The time zone in which the days of the filter are meant: the reader's, or UTC without scripts. */
export function ZoneField({ zone, label }: { readonly zone: string; readonly label: string }) {
  const own = useSyncExternalStore(
    () => () => {},
    () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => zone,
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

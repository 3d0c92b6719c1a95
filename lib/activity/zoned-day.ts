// Days of the reader's calendar as moments. JavaScript knows time zones only by the way it prints them.

/** Returns the first moment of a day such as 2026-11-25, or null if there is no such day. */
export function startOfDay(day: string, zone: string): number | null {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return null;
  // A second time, because the clocks may change between midnight there and midnight in UTC.
  return asUtc - offsetAt(asUtc - offsetAt(asUtc, zone), zone);
}

/** Returns the first moment after the day. */
export function endOfDay(day: string, zone: string): number | null {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  if (startOfDay(day, zone) === null) return null;
  return startOfDay(new Date(asUtc + 86_400_000).toISOString().slice(0, 10), zone);
}

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone !== '';
  } catch {
    return false;
  }
}

function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const [year = 0, month = 0, day = 0, hour, minute, second] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((type) => Number(parts.find((part) => part.type === type)?.value));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

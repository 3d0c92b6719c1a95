const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const minute = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
const second = { ...minute, second: '2-digit' } as const;

const looks = {
  day,
  minute: { ...day, ...minute },
  second: { ...day, ...second },
  time: second,
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type MomentLook = keyof typeof looks;

/** Without a time zone it is the one of the machine: in a browser, the reader's. A time says which zone it is in. */
export function formatMoment(at: number, locale: string, look: MomentLook, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { ...looks[look], timeZone }).format(at);
}

/** The same for every look: the moment in full, in UTC. */
export function formatUtc(at: number, locale: string): string {
  return formatMoment(at, locale, 'second', 'UTC');
}

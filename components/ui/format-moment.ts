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

type MomentFormat = {
  readonly locale: string;
  readonly look: MomentLook;
  /** Without one it is the zone of the machine: in a browser, the reader's. */
  readonly timeZone?: string;
};

/** A time says which zone it is in. */
export function formatMoment(at: number, { locale, look, timeZone }: MomentFormat): string {
  return new Intl.DateTimeFormat(locale, { ...looks[look], timeZone }).format(at);
}

/** The same for every look: the moment in full, in UTC. */
export function formatUtc(at: number, locale: string): string {
  return formatMoment(at, { locale, look: 'second', timeZone: 'UTC' });
}

import { type ActivityOutcome, activityOutcomes } from './activity-names';
import { isTimeZone, startOfDay } from './zoned-day';

// The filters of the activity. All of them are in the address, so that a link shows the same to everyone.

export const entriesPerPage = 50;

/** The last entry of the page before. */
export type ActivityPosition = { readonly at: number; readonly seq: number; readonly chain: string };

export type ActivityQuery = {
  /** The slug of an instance, or `installation`; counts on the page of the whole installation alone. */
  readonly instance: string;
  /** The key of an integration. */
  readonly integration: string;
  /** An e-mail, or the label of a row without a user. */
  readonly person: string;
  readonly action: string;
  readonly outcome: ActivityOutcome | null;
  /** Days such as 2026-11-25 in `zone`, both included. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  /** The id of an operation, or a correlation id of Codat. */
  readonly search: string;
  readonly after: ActivityPosition | null;
};

type SearchParams = Readonly<Record<string, unknown>>;

const day = /^\d{4}-\d\d-\d\d$/;

/** Reads an address that anyone may have written: what can't be asked is left out. */
export function toActivityQuery(searchParams: SearchParams): ActivityQuery {
  const text = (name: string, form: RegExp) => {
    const given = searchParams[name];
    const trimmed = typeof given === 'string' ? given.trim() : '';
    return form.test(trimmed) ? trimmed : '';
  };
  const date = (name: string) => {
    const given = text(name, day);
    return startOfDay(given, 'UTC') === null ? '' : given;
  };
  const zone = text('zone', /^[\w+\-/]{1,60}$/);
  return {
    instance: text('instance', /^[a-z0-9-]{1,60}$/),
    integration: text('integration', /^[\w-]{1,100}$/),
    person: text('person', /^\P{Cc}{1,254}$/u),
    action: text('action', /^[a-z.-]{1,60}$/),
    outcome: activityOutcomes.find((outcome) => outcome === searchParams.outcome) ?? null,
    from: date('from'),
    to: date('to'),
    zone: isTimeZone(zone) ? zone : 'UTC',
    search: text('search', /^[!-~]{1,100}$/),
    after: toPosition(text('after', /^\d{1,15}\.\d{1,15}\.[\w-]{1,60}$/)),
  };
}

const names = [
  ...(['instance', 'integration', 'person', 'action', 'outcome', 'from', 'to', 'search', 'after'] as const),
] as const;

/** True if the address asks for more than could be read of it: what it shows is not what it was meant to. */
export function hasUnreadable(searchParams: SearchParams): boolean {
  const query = toActivityQuery(searchParams);
  return names.some((name) => {
    const given = searchParams[name];
    return given !== undefined && given !== '' && !query[name];
  });
}

/** Returns the parameters of an address, without what is usual. */
export function fromActivityQuery(query: Partial<ActivityQuery>): Record<string, string | undefined> {
  const { instance, integration, person, action, outcome, from, to, zone, search, after } = query;
  return {
    instance: instance || undefined,
    search: search || undefined,
    integration: integration || undefined,
    person: person || undefined,
    action: action || undefined,
    outcome: outcome ?? undefined,
    from: from || undefined,
    to: to || undefined,
    zone: (from || to) && zone !== 'UTC' ? zone : undefined,
    after: after ? `${after.at}.${after.seq}.${after.chain}` : undefined,
  };
}

export function isNarrowed(query: ActivityQuery): boolean {
  const { zone: _, after: __, ...filters } = query;
  return Object.values(filters).some(Boolean);
}

function toPosition(text: string): ActivityPosition | null {
  const [at = '', seq = '', chain = ''] = text.split('.');
  return chain ? { at: Number(at), seq: Number(seq), chain } : null;
}

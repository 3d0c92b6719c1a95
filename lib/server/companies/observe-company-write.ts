import 'server-only';

import { z } from 'zod';
import type { ActivityDetails } from '../activity/record';
import type { CodatClient } from '../codat/client';
import { parseCodatDate } from '../codat/codat-date';
import type { CodatConnection } from '../codat/company-wire';
import type { OpenOperation } from '../db/schema';
import { AppError } from '../errors';
import type { Observation } from '../operations/definition';
import type { WriteObservation } from '../operations/verify-write';
import { isConnectionOf } from './company-scan';

// Decides by reading whether a write to a company took effect. Its record is stored with the open operation, so any
// server can decide, even after a crash. Switchboard can't choose the id of what Codat makes: without an answer, it is
// recognised by not having been there before, and by Codat's own clock.

const record = z.object({
  /** Null if a company is being created. */
  company: z.string().nullable(),
  connection: z.string().nullable(),
  /** The name of the company, or of the integration. */
  name: z.string(),
  /** The integration's key, if a connection is being made. */
  key: z.string(),
  /** Ids among which nothing new is looked for. */
  before: z.array(z.string()),
  /** When the latest company was created, as Codat reported before. */
  since: z.number().nullable(),
  /** The id that Codat answered of what it made, once it has accepted. */
  made: z.string().nullable().default(null),
});

export type CompanyRecord = z.input<typeof record>;

const pageSize = 100;
/** Allows for the companies that others may create in the meantime. */
const maxPages = 20;

/** Before a company is created: which ones are the latest. */
export async function snapshotLatestCompanies(codat: CodatClient, name: string): Promise<CompanyRecord> {
  const { companies } = await codat.pageOfCompanies({ page: 1, pageSize, orderBy: '-created' });
  const since = parseCodatDate(companies[0]?.created);
  return { company: null, connection: null, name, key: '', before: companies.map(({ id }) => id), since };
}

/** `answered` is the id that Codat answered, where it answered: what it names is looked at first. */
export function observeCompanyWrite(
  codat: CodatClient,
  { kind, pending }: Pick<OpenOperation, 'kind' | 'pending'>,
  answered: () => string | null = () => null,
): Observation {
  const told = record.parse(JSON.parse(pending ?? 'null'));
  const made = () => answered() ?? told.made;
  const [company, connection] = [told.company ?? '', told.connection ?? ''];
  let id: string | null = null;
  const seen = (isAsAsked: boolean): WriteObservation => (isAsAsked ? 'applied' : 'unchanged');
  /** Returns `unknown` if several have appeared in the meantime: nothing shows which one Switchboard made. */
  const seenAmong = (candidates: readonly { readonly id: string }[]): WriteObservation => {
    const own = candidates.find((candidate) => candidate.id === made());
    id = own?.id ?? (candidates.length === 1 ? (candidates[0]?.id ?? null) : null);
    return id === null && candidates.length > 1 ? 'unknown' : seen(id !== null);
  };

  const look = async (): Promise<WriteObservation> => {
    switch (kind) {
      case 'company.create': {
        const own = made();
        const named = own === null ? null : await codat.findCompany(own);
        return seenAmong(named ? [named] : await listNewCompanies(codat, told));
      }
      case 'connection.create': {
        const now = await codat.findCompany(company);
        const connections: readonly CodatConnection[] = now?.connections ?? [];
        const fresh = connections.filter(
          (item) => !told.before.includes(item.id) && isConnectionOf(item, told),
        );
        // It may be the one that can't be read: not finding it proves nothing.
        if (fresh.length === 0 && now && now.unreadableConnections > 0) return 'unknown';
        return seenAmong(fresh);
      }
      case 'company.delete':
        return seen((await codat.findCompany(company)) === null);
      case 'connection.delete':
        return seen((await codat.findConnection(company, connection)) === null);
      case 'connection.unlink':
        return seen((await codat.findConnection(company, connection))?.status === 'Unlinked');
      default:
        throw new Error(`${kind} is no write to a company`);
    }
  };
  return { look, found: (): ActivityDetails => (id === null ? {} : { made: id }) };
}

/** Lists the companies of this name that are no older than the latest one there was before. */
async function listNewCompanies(codat: CodatClient, { name, before, since }: CompanyRecord) {
  const isOlder = (created: string | null | undefined) => {
    const at = parseCodatDate(created);
    return at !== null && since !== null && at < since;
  };
  const found: { readonly id: string }[] = [];
  let hasGaps = false;
  for (let page = 1; page <= maxPages; page += 1) {
    const { companies, unreadable, isFull } = await codat.pageOfCompanies({
      page,
      pageSize,
      orderBy: '-created',
    });
    if (unreadable > 0) hasGaps = true;
    const fresh = companies.filter(({ id, created }) => !before.includes(id) && !isOlder(created));
    found.push(...fresh.filter((company) => company.name === name));
    if (isFull && !isOlder(companies.at(-1)?.created)) continue;
    // It may be one that can't be read: not finding it proves nothing.
    if (found.length === 0 && hasGaps) throw new AppError('codat-unavailable', { reason: 'answer' });
    return found;
  }
  // More than can be looked through: not finding it would prove nothing.
  throw new AppError('codat-unavailable', { reason: 'too-many' });
}

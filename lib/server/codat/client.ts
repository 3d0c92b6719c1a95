import 'server-only';

import { AppError } from '../errors';
import type { Secret } from '../secret';
import { companyCalls } from './company-calls';
import { type CodatCompany, parseCompany } from './company-wire';
import type { WriteAnswer } from './errors';
import { type CodatAccess, codatHttp, segment } from './http';
import { linkCalls } from './link-calls';
import { type CountProgress, readPage, readWhole } from './pages';
import { type CodatIntegration, codatProfile, mostListed, parseCredentials, parseIntegration } from './wire';

// The only folder that knows Codat: what can be asked of it, in our words.

export type IntegrationList = {
  readonly integrations: readonly CodatIntegration[];
  /** Items that lack a required field; the rest of the list is still used. */
  readonly unreadable: number;
  /** False where Codat's list does not add up, so that integrations may be missing. */
  readonly addsUp: boolean;
};

export type CompanyList = {
  readonly companies: readonly CodatCompany[];
  /** Companies that lack what we cannot do without. */
  readonly unreadable: number;
  /** False where Codat's list does not add up, so that companies may be missing. */
  readonly addsUp: boolean;
};

export type CodatClient = ReturnType<typeof codatClient>;

const integrationsAPage = 500;
const mostPagesOfIntegrations = 20;
/** Codat's published limits agree on it: a page may be asked for with 5,000, and answers declare 2,000 at most. */
const scanPageSize = 2_000;
/** Codat allows ten at once for a client; the others are left to users who open a page in the meantime. */
const concurrency = 8;

export function codatClient(access: CodatAccess) {
  const http = codatHttp(access);
  const { read, write } = http;

  return {
    ...companyCalls(http),
    ...linkCalls(http),

    async listIntegrations(): Promise<IntegrationList> {
      const { items, total } = await readWhole({
        readPage: (page) => readPage(http, 'integrations', { page, pageSize: integrationsAPage }),
        pageSize: integrationsAPage,
        maxPages: mostPagesOfIntegrations,
        concurrency,
        keep: (results) => results.map(parseIntegration),
      });
      const integrations = items.filter((item) => item !== null);
      const unreadable = items.length - integrations.length;
      return { integrations, unreadable, addsUp: items.length === total };
    },

    /**
     * Reads every company in as few calls as Codat allows. A company created in the meantime comes last. One deleted in
     * the meantime would shift the others between the pages unseen, so a list that does not add up is read once more.
     */
    async listCompanies(onProgress: CountProgress = () => {}): Promise<CompanyList> {
      const once = async (): Promise<CompanyList> => {
        const { items, total } = await readWhole({
          readPage: (page) =>
            readPage(http, 'companies', { page, pageSize: scanPageSize, orderBy: 'created' }),
          pageSize: scanPageSize,
          maxPages: mostListed / scanPageSize,
          concurrency,
          keep: (results) => results.map(parseCompany),
          onProgress,
        });
        const companies = [...new Map(items.flatMap((item) => (item ? [[item.id, item]] : []))).values()];
        const unreadable = items.filter((item) => item === null).length;
        return { companies, unreadable, addsUp: companies.length + unreadable === total };
      };
      const first = await once();
      const isTooLong = first.companies.length + first.unreadable >= mostListed;
      return first.addsUp || isTooLong ? first : once();
    },

    /** Returns the name of the client that the key belongs to. */
    async getClientName(): Promise<string> {
      const profile = codatProfile.safeParse(await read('profile'));
      if (!profile.success) throw new AppError('codat-unavailable', { reason: 'answer' });
      return profile.data.name;
    },

    async getIntegration(key: string): Promise<CodatIntegration> {
      const integration = parseIntegration(await read(`integrations/${segment(key)}`));
      if (!integration) throw new AppError('codat-unavailable', { reason: 'answer' });
      return integration;
    },

    /** Empty where Codat holds none: it does not say whether that is 404 or an empty map, so both count. */
    async getCredentials(key: string): Promise<ReadonlyMap<string, Secret>> {
      try {
        return parseCredentials(await read(`integrations/credentials/${segment(key)}`));
      } catch (error) {
        if (error instanceof AppError && error.facts.status === 404) return new Map();
        throw error;
      }
    },

    /** Replaces the whole map. Sent once, whatever happens. */
    async putCredentials(key: string, map: ReadonlyMap<string, Secret>): Promise<WriteAnswer> {
      return write('PUT', `integrations/credentials/${segment(key)}`, toJson(map));
    },

    /** Leaves Codat with an empty map. Sent once, whatever happens. */
    async deleteCredentials(key: string): Promise<WriteAnswer> {
      return write('DELETE', `integrations/credentials/${segment(key)}`);
    },

    /** Assumed: Codat publishes no endpoint that writes `enabled`. Sent once, whatever happens. */
    async setEnabled(key: string, enabled: boolean): Promise<WriteAnswer> {
      return write('PATCH', `integrations/${segment(key)}`, JSON.stringify({ enabled }));
    },
  };
}

/** Written by hand: an object literal would lose a key named `__proto__`. */
function toJson(map: ReadonlyMap<string, Secret>): string {
  const entries = [...map].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value.reveal())}`,
  );
  return `{${entries.join(',')}}`;
}

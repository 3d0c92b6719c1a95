import { toCreatedDate, toSyncDate } from '../http/codat-date';
import { plaidKey } from '../integrations/catalogue';
import { deterministicGuid } from '../world/deterministic-guid';
import type { ConnectionStatus, StoredCompany, StoredConnection } from '../world/emulator-state';
import { type SeededRandom, seededRandom } from '../world/seeded-random';
import { cancelledAuthorization } from './cancelled-authorization';
import { inventCompanyNames } from './company-names';

/** One connection of an invented company; `cancelled` is a PendingAuth one whose customer said no. */
export type ConnectionPlan = { key: string; status: ConnectionStatus; cancelled?: true };
export type CompanyPlan = readonly ConnectionPlan[];

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
// A fixed day, not today: the same seed must give the same state tomorrow.
const firstDay = Date.UTC(2025, 0, 6, 9);
const lastDay = Date.UTC(2026, 8, 14, 6);

const authors = ['Amelia Hart', 'Jonas Weber', 'Priya Nair', 'Camille Roy'];
const regions = ['us-east', 'us-west', 'us-central', 'ca'];

/** Companies in the order of their creation, one for each plan. */
export function inventCompanies(
  plans: readonly CompanyPlan[],
  linkedUnder: string,
  randomSeed: number,
): Record<string, StoredCompany> {
  const random = seededRandom(randomSeed);
  const names = inventCompanyNames(random, plans.length);
  // The last company is a month old, so that all it can have happen to it lies in the past.
  const stepMs = (lastDay - 30 * dayMs - firstDay) / plans.length;
  const companies = plans.map((plan, index) => {
    const created = firstDay + Math.floor(index * stepMs) + random.below(stepMs);
    return inventCompany(
      { id: deterministicGuid(`company ${randomSeed} ${index}`), plan, created, linkedUnder, random },
      names[index] ?? '',
    );
  });
  return Object.fromEntries(companies.map((company) => [company.id, company]));
}

type Invention = {
  id: string;
  plan: CompanyPlan;
  created: number;
  linkedUnder: string;
  random: SeededRandom;
};

function inventCompany({ id, plan, created, linkedUnder, random }: Invention, name: string): StoredCompany {
  const connections = plan.map((connection, index) => {
    const startedOn = created + (1 + random.below(48)) * 60 * minuteMs;
    return inventConnection(connection, {
      id: deterministicGuid(`connection ${id} ${index}`),
      startedOn,
      linkedUnder,
      random,
    });
  });
  const lastSync = connections
    .map((connection) => connection.lastSync)
    .filter((date) => date !== undefined)
    .sort()
    .at(-1);
  return {
    id,
    name,
    ...(random.below(5) === 0 && { description: `Application LN-${10_000 + random.below(80_000)}` }),
    created: toCreatedDate(new Date(created)),
    createdByUserName: random.pick(authors),
    ...(lastSync !== undefined && { lastSync }),
    products: ['lending'],
    tags: random.below(3) === 0 ? { region: random.pick(regions) } : {},
    connections,
  };
}

type ConnectionInvention = Pick<Invention, 'id' | 'linkedUnder' | 'random'> & { startedOn: number };

function inventConnection(
  { key, status, cancelled }: ConnectionPlan,
  { id, startedOn, linkedUnder, random }: ConnectionInvention,
): StoredConnection {
  const isOrWasLinked = status !== 'PendingAuth';
  const syncedOn =
    status === 'Linked' ? lastDay - random.below(36 * 60 * minuteMs) : startedOn + random.below(15 * dayMs);
  return {
    id,
    integrationKey: key,
    status,
    created: toCreatedDate(new Date(startedOn)),
    ...(isOrWasLinked && { lastSync: toSyncDate(new Date(syncedOn)) }),
    ...(isOrWasLinked && key === plaidKey && { linkedUnder: status === 'Linked' ? linkedUnder : 'earlier' }),
    errors: cancelled ? [cancelledAuthorization(new Date(startedOn + 10 * minuteMs))] : [],
  };
}

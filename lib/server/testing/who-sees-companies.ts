import { randomUUID } from 'node:crypto';
import { createSeed } from '@/emulator/seeds';
import { type Role, roles } from '@/lib/access/permissions';
import { instance } from './names';

// The rows of the access matrix about companies and connections.

const everyone: readonly Role[] = roles;
const fromAnalyst: readonly Role[] = ['Analyst', 'Developer', 'Administrator'];
const fromDeveloper: readonly Role[] = ['Developer', 'Administrator'];

/** A company of the emulator's seed, and one of its connections that is Linked with Plaid. */
const [company, connection] = Object.values(createSeed('default').companies).flatMap(({ id, connections }) =>
  connections.flatMap(({ id: of, integrationKey, status }) =>
    integrationKey === 'suuo' && status === 'Linked' ? [[id, of] as const] : [],
  ),
)[0] ?? ['', ''];
const { name } = createSeed('default').companies[company] ?? { name: '' };

export const whoSeesCompanies = {
  readCompanies: { who: everyone, input: { instance } },
  refreshCompanies: { who: everyone, input: { instance } },
  readCompany: { who: everyone, input: { instance, company } },
  readCompanyLinks: { who: everyone, input: { instance, company } },
  // An operation id is remembered for ever, so each call has its own.
  createCompany: {
    who: everyone,
    get input() {
      return { instance, name: 'Juniper Roofing', operation: randomUUID() };
    },
  },
  createConnection: {
    who: everyone,
    get input() {
      return { instance, company, key: 'suuo', operation: randomUUID() };
    },
  },
  removeConnection: {
    who: fromDeveloper,
    get input() {
      return { instance, company, connection, how: 'unlink', operation: randomUUID() };
    },
  },
  deleteCompany: {
    who: fromAnalyst,
    get input() {
      return { instance, company, confirmation: name, operation: randomUUID() };
    },
  },
  exportCompanies: { who: fromDeveloper, input: { instance } },
} as const;

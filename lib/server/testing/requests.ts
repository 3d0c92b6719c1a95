import { randomUUID } from 'node:crypto';
import { giveSessionCookie } from '../auth/sessions/session-cookie';
import { startSession } from '../auth/sessions/sessions';
import { database } from '../db/database';
import { AppError } from '../errors';
import { createCompany } from '../use-cases/companies/create-company';
import { createConnection } from '../use-cases/companies/create-connection';
import { deleteCompany } from '../use-cases/companies/delete-company';
import { removeConnection } from '../use-cases/companies/remove-connection';
import { reviewDeletion } from '../use-cases/review/review-deletion';
import { deleteCredentials } from '../use-cases/settings/delete-credentials';
import { restoreSettings } from '../use-cases/settings/restore-settings';
import { saveSettings } from '../use-cases/settings/save-settings';
import { companiesAtCodat, requireCompanyWith } from './companies';
import type { Installation } from './installation';
import { instance } from './names';
import { Browser } from './next-headers';
import { developmentSecret, otherSecret, seeded } from './settings-data';
import {
  change,
  confirmationOf,
  credentialsPath,
  inputOf,
  openForm,
  plaid,
  putDirectly,
  stripe,
} from './settings-fixtures';

// Every request that carries an operation id, each with the requests that it must not be confused with.

/** The whole input of a use-case, `operation` and `instance` included. */
export type Request = {
  readonly name: RequestName;
  readonly input: Readonly<Record<string, unknown>>;
};

const useCases = {
  save: saveSettings,
  restore: restoreSettings,
  deletion: deleteCredentials,
  'company.create': createCompany,
  'company.delete': deleteCompany,
  'connection.create': createConnection,
  'connection.remove': removeConnection,
} as const;

export type RequestName = keyof typeof useCases;

export function send(person: Browser, { name, input }: Request): Promise<unknown> {
  return person.does<unknown>(() => useCases[name].untrusted(input));
}

/** Returns the answer, or the code and the facts of the error. */
export async function answerTo(person: Browser, request: Request): Promise<unknown> {
  try {
    return await send(person, request);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, facts: error.facts };
  }
}

export async function signInBy(email: string): Promise<Browser> {
  const { id } = await database()
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  const browser = new Browser();
  const token = await startSession(id);
  await browser.does(() => giveSessionCookie(token));
  return browser;
}

export type RequestCase = {
  /** Sets up what the request needs, and returns it ready to be sent. */
  readonly request: (portal: Installation, person: Browser) => Promise<Request>;
  /** The call that Codat receives for it; null if there is none. */
  readonly sent: { readonly method: string; readonly path: string } | null;
  /** Other requests under the same id, keyed by what differs. */
  readonly others: (request: Request, portal: Installation) => Promise<Readonly<Record<string, Request>>>;
};

const operationOf = ({ input }: Request) => ({ instance, operation: input.operation });

function edited(request: Request, input: Readonly<Record<string, unknown>>): Request {
  return { ...request, input: { ...request.input, ...input } };
}

async function saving(person: Browser, changes: Parameters<typeof inputOf>[1]): Promise<Request> {
  return { name: 'save', input: { ...inputOf(await openForm(person), changes), operation: randomUUID() } };
}

const otherDrafts = async (request: Request) => {
  const { draft, basis } = request.input as ReturnType<typeof inputOf>;
  const values = { ...draft.values, linkConfigurationName: 'another' };
  const secrets = { ...draft.secrets, sandboxSecret: { intent: 'replace', value: developmentSecret } };
  return {
    'another value': edited(request, { draft: { ...draft, values } }),
    'another secret': edited(request, { draft: { ...draft, secrets } }),
    'another basis': edited(request, { basis: { ...basis, version: basis.version + 1 } }),
    'another override': edited(request, { override: ['clientId/not-hex'] }),
    'a draft that is none': edited(request, { draft: { clientSecret: 'x' } }),
    'another integration': edited(request, { key: stripe }),
    'a restoring': { name: 'restore' as const, input: { ...operationOf(request), key: plaid } },
    'a deletion': { name: 'deletion' as const, input: { ...operationOf(request), key: plaid } },
  };
};

const creating = async (request: Request): Promise<Request> => ({
  name: 'company.create',
  input: { ...operationOf(request), name: 'Some Other Company' },
});

async function removing(portal: Installation, how: 'unlink' | 'delete'): Promise<Request> {
  const { company, connection } = await requireCompanyWith(portal, 'Linked');
  const at = { company: company.id, connection: connection.id };
  const confirmation = connection.platformName;
  return {
    name: 'connection.remove',
    input: { instance, operation: randomUUID(), ...at, how, confirmation },
  };
}

/** Returns another company that has a linked connection. */
async function anotherTarget(portal: Installation, request: Request) {
  for (const company of await companiesAtCodat(portal)) {
    const connection = company.dataConnections.find(({ status }) => status === 'Linked');
    if (connection && company.id !== request.input.company) return { company, connection };
  }
  throw new Error('there is no other company');
}

const otherRemovals = async (request: Request, portal: Installation) => {
  const { company, connection } = await anotherTarget(portal, request);
  return {
    'another connection': edited(request, { connection: connection.id }),
    'another company': edited(request, { company: company.id }),
    'the other way': edited(request, { how: request.input.how === 'unlink' ? 'delete' : 'unlink' }),
    'a new company': await creating(request),
  };
};

export const requestCases: Readonly<Record<string, RequestCase>> = {
  'a save': {
    request: (_, person) => saving(person, { values: { countryCodes: 'GB' } }),
    sent: { method: 'PUT', path: credentialsPath() },
    others: otherDrafts,
  },
  'a save that concerns nothing at Codat': {
    request: (_, person) => saving(person, { secrets: { developmentSecret } }),
    sent: null,
    others: async (request) => {
      const { draft } = request.input as ReturnType<typeof inputOf>;
      const secrets = { ...draft.secrets, developmentSecret: { intent: 'replace', value: otherSecret } };
      const others = await otherDrafts(request);
      return { ...others, 'another value typed': edited(request, { draft: { ...draft, secrets } }) };
    },
  },
  'a restoring': {
    request: async (portal, person) => {
      await change(person, { values: { countryCodes: 'GB' } });
      await putDirectly(portal, { ...seeded, countryCodes: 'FR' });
      return { name: 'restore', input: { instance, key: plaid, operation: randomUUID() } };
    },
    sent: { method: 'PUT', path: credentialsPath() },
    others: async (request) => ({
      'another integration': edited(request, { key: stripe }),
      'a deletion': { ...request, name: 'deletion' },
    }),
  },
  'a deletion of credentials': {
    request: async (_, person) => {
      const asked = { instance, key: plaid, operation: randomUUID() };
      const { review } = await person.does(() => reviewDeletion(asked));
      return { name: 'deletion', input: { ...asked, confirmation: confirmationOf(review) } };
    },
    sent: { method: 'DELETE', path: credentialsPath() },
    others: async (request) => ({
      'another integration': edited(request, { key: stripe }),
      'a restoring': { ...request, name: 'restore' },
    }),
  },
  'a new company': {
    request: async () => ({
      name: 'company.create',
      input: { instance, operation: randomUUID(), name: 'Juniper & Sons Roofing' },
    }),
    sent: { method: 'POST', path: '/companies' },
    others: async (request, portal) => {
      const { company, connection } = await anotherTarget(portal, request);
      return {
        'another name': await creating(request),
        'a deletion of a company': {
          name: 'company.delete',
          input: { ...operationOf(request), company: company.id, confirmation: company.name },
        },
        'an unlinking': {
          name: 'connection.remove',
          input: { ...operationOf(request), company: company.id, connection: connection.id, how: 'unlink' },
        },
      };
    },
  },
  'a deletion of a company': {
    request: async (portal) => {
      const { company } = await requireCompanyWith(portal, 'Linked');
      const confirmation = company.name;
      return {
        name: 'company.delete',
        input: { instance, operation: randomUUID(), company: company.id, confirmation },
      };
    },
    sent: { method: 'DELETE', path: '/companies/*' },
    others: async (request, portal) => {
      const { company } = await anotherTarget(portal, request);
      return {
        'another company': edited(request, { company: company.id, confirmation: company.name }),
        'a new company': await creating(request),
      };
    },
  },
  'a new connection': {
    request: async (portal) => {
      const { company } = await requireCompanyWith(portal, 'Linked');
      const input = { instance, operation: randomUUID(), company: company.id, key: plaid };
      return { name: 'connection.create', input };
    },
    sent: { method: 'POST', path: '/companies/*' },
    others: async (request, portal) => {
      const { company } = await anotherTarget(portal, request);
      return {
        'another integration': edited(request, { key: 'gbol' }),
        'another company': edited(request, { company: company.id }),
        'a new company': await creating(request),
      };
    },
  },
  'an unlinking': {
    request: (portal) => removing(portal, 'unlink'),
    sent: { method: 'PATCH', path: '/companies/*' },
    others: otherRemovals,
  },
  'a deletion of a connection': {
    request: (portal) => removing(portal, 'delete'),
    sent: { method: 'DELETE', path: '/companies/*' },
    others: otherRemovals,
  },
};

import { randomUUID } from 'node:crypto';
import { AppError } from '../errors';
import { createCompany } from '../use-cases/companies/create-company';
import { createConnection } from '../use-cases/companies/create-connection';
import { deleteCompany } from '../use-cases/companies/delete-company';
import { readCompanies } from '../use-cases/companies/read-companies';
import { removeConnection } from '../use-cases/companies/remove-connection';
import type { Installation } from './installation';
import { codatKey, instance } from './names';
import type { Browser } from './next-headers';

// Reads companies directly from Codat, bypassing the portal, and defines the writes that can be made to them.

export type CodatsCompany = {
  readonly id: string;
  readonly name: string;
  readonly redirect: string;
  readonly dataConnections: readonly {
    readonly id: string;
    readonly integrationKey: string;
    readonly platformName: string;
    readonly status: string;
    readonly linkUrl: string;
  }[];
};

export async function companiesAtCodat(portal: Installation, most = 5_000): Promise<CodatsCompany[]> {
  const response = await fetch(`${portal.codatUrl}/companies?pageSize=${most}`, {
    headers: { authorization: `Basic ${Buffer.from(codatKey).toString('base64')}` },
  });
  const { results } = (await response.json()) as { results: CodatsCompany[] };
  return results;
}

/** Creates a company as a concurrent user of Codat's own portal would. */
export async function createAtCodat(portal: Installation, name: string): Promise<void> {
  const response = await fetch(`${portal.codatUrl}/companies`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(codatKey).toString('base64')}` },
    body: JSON.stringify({ name }),
  });
  if (!response.ok) throw new Error(`Codat answered ${response.status}`);
}

export async function requireCompanyWith(portal: Installation, status: string, key = 'suuo') {
  for (const company of await companiesAtCodat(portal)) {
    const connection = company.dataConnections.find(
      (item) => item.status === status && item.integrationKey === key,
    );
    if (connection) return { company, connection };
  }
  throw new Error(`The seed has no company with a connection of ${key} that is ${status}`);
}

/** Reads a page of companies with the search parameters of an address, none by default. */
export function list(person: Browser, asked: Record<string, string> = {}) {
  return person.does(() => readCompanies({ instance, searchParams: asked }));
}

/** Returns 'applied', or the code of the error that the user gets. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'applied';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

type Target = {
  readonly company: CodatsCompany;
  readonly connection: CodatsCompany['dataConnections'][number];
};

export type CompanyWriteCase = {
  readonly method: string;
  readonly path: (target: Target) => string;
  readonly call: (target: Target, operation?: string) => Promise<unknown>;
  readonly isApplied: (after: readonly CodatsCompany[], target: Target) => boolean;
};

/** Lists each write with its request, and with a check of whether Codat's own state shows its effect. */
export const companyWrites = {
  'company.create': {
    method: 'POST',
    path: () => '/companies',
    call: (_: Target, operation = randomUUID()) =>
      createCompany({ instance, name: 'Juniper & Sons Roofing', operation }),
    isApplied: (after: readonly CodatsCompany[]) =>
      after.some(({ name }) => name === 'Juniper & Sons Roofing'),
  },
  'company.delete': {
    method: 'DELETE',
    path: ({ company }: Target) => `/companies/${company.id}`,
    call: ({ company }: Target, operation = randomUUID()) =>
      deleteCompany({ instance, company: company.id, confirmation: company.name, operation }),
    isApplied: (after: readonly CodatsCompany[], { company }: Target) =>
      !after.some(({ id }) => id === company.id),
  },
  'connection.create': {
    method: 'POST',
    path: ({ company }: Target) => `/companies/${company.id}/connections`,
    call: ({ company }: Target, operation = randomUUID()) =>
      createConnection({ instance, company: company.id, key: 'suuo', operation }),
    isApplied: (after: readonly CodatsCompany[], { company }: Target) =>
      (find(after, company.id)?.dataConnections.length ?? 0) > company.dataConnections.length,
  },
  'connection.unlink': {
    method: 'PATCH',
    path: ({ company, connection }: Target) => `/companies/${company.id}/connections/${connection.id}`,
    call: ({ company, connection }: Target, operation = randomUUID()) =>
      removeConnection({
        instance,
        company: company.id,
        connection: connection.id,
        how: 'unlink',
        operation,
      }),
    isApplied: (after: readonly CodatsCompany[], { company, connection }: Target) =>
      find(after, company.id)?.dataConnections.find(({ id }) => id === connection.id)?.status === 'Unlinked',
  },
  'connection.delete': {
    method: 'DELETE',
    path: ({ company, connection }: Target) => `/companies/${company.id}/connections/${connection.id}`,
    call: ({ company, connection }: Target, operation = randomUUID()) =>
      removeConnection({
        instance,
        company: company.id,
        connection: connection.id,
        how: 'delete',
        confirmation: connection.platformName,
        operation,
      }),
    isApplied: (after: readonly CodatsCompany[], { company, connection }: Target) =>
      !find(after, company.id)?.dataConnections.some(({ id }) => id === connection.id),
  },
} as const satisfies Record<string, CompanyWriteCase>;

function find(companies: readonly CodatsCompany[], id: string): CodatsCompany | undefined {
  return companies.find((company) => company.id === id);
}

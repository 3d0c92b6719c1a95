import { callCodat } from './call-codat';
import type { Installation } from './installation';

// Adds, links and unlinks the lender's customers through Codat's own API and link pages.

type Connection = { readonly id: string; readonly integrationKey: string; readonly status: string };
export type Company = { readonly id: string; readonly name: string; readonly dataConnections: Connection[] };

export async function addCompany(portal: Installation, name: string): Promise<Company> {
  return callCodat(portal, { method: 'POST', path: '/companies', body: { name } });
}

/** Creates a connection and authorizes it on its link page, even if the company has one already. */
export async function linkCompany(portal: Installation, { id }: { id: string }, key: string): Promise<void> {
  const connection: Connection = await createConnection(portal, id, key);
  await post(
    `${portal.codatUrl}/link/companies/${id}/connections/${connection.id}/start`,
    'decision=connect',
  );
}

export async function leavePending(portal: Installation, { id }: { id: string }, key: string): Promise<void> {
  await createConnection(portal, id, key);
}

export async function unlinkCompany(portal: Installation, id: string, key: string): Promise<void> {
  const { dataConnections }: Company = await callCodat(portal, { method: 'GET', path: `/companies/${id}` });
  for (const connection of dataConnections) {
    if (connection.integrationKey !== key || connection.status !== 'Linked') continue;
    const path = `/companies/${id}/connections/${connection.id}`;
    await callCodat(portal, { method: 'PATCH', path, body: { status: 'Unlinked' } });
  }
}

export async function listCompanies(portal: Installation): Promise<Company[]> {
  const path = '/companies?page=1&pageSize=2000';
  const { results }: { results: Company[] } = await callCodat(portal, { method: 'GET', path });
  return results;
}

/** Returns "company/connection" for each connection of the integration that has this status. */
export async function connectionsAt(portal: Installation, key: string, status: string): Promise<string[]> {
  const companies = await listCompanies(portal);
  return companies
    .flatMap(({ id, dataConnections }) =>
      dataConnections
        .filter((connection) => connection.integrationKey === key && connection.status === status)
        .map((connection) => `${id}/${connection.id}`),
    )
    .sort();
}

/** Adds this many companies, each linked with the integration. */
export async function linkMany(portal: Installation, count: number, key: string): Promise<Company[]> {
  const companies: Company[] = [];
  for (let i = 0; i < count; i += 1) {
    const company = await addCompany(portal, `Company ${i}`);
    await linkCompany(portal, company, key);
    companies.push(company);
  }
  return companies;
}

function createConnection(portal: Installation, company: string, platformKey: string) {
  const path = `/companies/${company}/connections`;
  return callCodat(portal, { method: 'POST', path, body: { platformKey } });
}

async function post(url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(url, { method: 'POST', body, headers });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

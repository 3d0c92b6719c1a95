'use server';

import { refresh } from 'next/cache';
import type { CompanyLinks, ConnectionLink, LinkedCompany } from '@/lib/companies/views';
import type { ActionResult } from '@/lib/result';
import { refreshAfter, respond } from '@/lib/server/respond';
import { createCompany } from '@/lib/server/use-cases/companies/create-company';
import { createConnection } from '@/lib/server/use-cases/companies/create-connection';
import { deleteCompany } from '@/lib/server/use-cases/companies/delete-company';
import { readCompanyLinks } from '@/lib/server/use-cases/companies/read-company-links';
import { refreshCompanies } from '@/lib/server/use-cases/companies/refresh-companies';
import { removeConnection } from '@/lib/server/use-cases/companies/remove-connection';

export async function linksAction(instance: unknown, company: unknown): Promise<ActionResult<CompanyLinks>> {
  return respond(() => readCompanyLinks.untrusted({ instance, company }));
}

export async function createCompanyAction(form: unknown): Promise<ActionResult<LinkedCompany>> {
  const result = await respond(() => createCompany.untrusted(fieldsOf(form)));
  refreshAfter(result);
  return result;
}

export async function createConnectionAction(form: unknown): Promise<ActionResult<ConnectionLink>> {
  const result = await respond(() => createConnection.untrusted(fieldsOf(form)));
  refreshAfter(result);
  return result;
}

export async function removeConnectionAction(form: unknown): Promise<ActionResult<void>> {
  const result = await respond(() => removeConnection.untrusted(fieldsOf(form)));
  refreshAfter(result);
  return result;
}

/** Does not refresh: the page shows a company that is gone, and the browser leaves it. */
export async function deleteCompanyAction(form: unknown): Promise<ActionResult<void>> {
  return respond(() => deleteCompany.untrusted(fieldsOf(form)));
}

export async function refreshCompaniesAction(form: unknown): Promise<void> {
  await respond(() => refreshCompanies.untrusted(fieldsOf(form)));
  refresh();
}

function fieldsOf(form: unknown): Record<string, unknown> {
  return form instanceof FormData ? Object.fromEntries(form) : {};
}

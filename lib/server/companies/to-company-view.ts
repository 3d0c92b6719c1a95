import 'server-only';

import { companyStatus } from '@/lib/companies/company-status';
import type { CompanyRow, ConnectionError, ConnectionLink, ConnectionRow } from '@/lib/companies/views';
import { parseCodatDate } from '../codat/codat-date';
import type { CodatCompany, CodatConnectionDetails } from '../codat/company-wire';
import { categoryOf } from '../integrations/integration-snapshot';
import { platformOf } from './company-list';

export function toCompanyRow(company: CodatCompany): CompanyRow {
  return {
    id: company.id,
    name: company.name,
    status: companyStatus(company),
    platforms: [...new Set(company.connections.map(platformOf))],
    createdAt: parseCodatDate(company.created),
    lastSyncAt: parseCodatDate(company.lastSync),
  };
}

export function toConnectionRow(connection: CodatConnectionDetails): ConnectionRow {
  return {
    id: connection.id,
    platform: platformOf(connection),
    category: categoryOf({ key: connection.integrationKey ?? '', sourceType: connection.sourceType }),
    status: connection.status,
    createdAt: parseCodatDate(connection.created),
    lastSyncAt: parseCodatDate(connection.lastSync),
    errors: (connection.dataConnectionErrors ?? []).map(toConnectionError),
  };
}

export function toConnectionLink(connection: CodatConnectionDetails): ConnectionLink {
  return {
    id: connection.id,
    platform: platformOf(connection),
    status: connection.status,
    linkUrl: connection.linkUrl ?? null,
  };
}

type WireError = NonNullable<CodatConnectionDetails['dataConnectionErrors']>[number];

function toConnectionError(error: WireError): ConnectionError {
  const said = [error.statusText, error.errorMessage].filter((part) => part?.trim());
  const reason = [...new Set(said)].join(': ') || (error.statusCode ?? '');
  return {
    reason: error.statusCode && said.length > 0 ? `${reason} (${error.statusCode})` : reason,
    at: parseCodatDate(error.erroredOnUtc),
    resolvedAt: parseCodatDate(error.resolvedOnUtc),
  };
}

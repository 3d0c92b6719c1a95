import { requireIntegrationOfConnection, type SourceType } from '../integrations/catalogue';
import type { ConnectionStatus, StoredCompany, StoredConnection } from '../world/emulator-state';

// A company and its connections as Codat prints them. A missing value is left out rather than sent as null: Codat's own
// client library refuses null in these places.

export type CodatConnection = {
  id: string;
  integrationId: string;
  integrationKey: string;
  sourceId: string;
  sourceType: SourceType;
  platformName: string;
  linkUrl: string;
  status: ConnectionStatus;
  lastSync?: string;
  created: string;
  dataConnectionErrors: StoredConnection['errors'];
};

export type CodatCompany = {
  id: string;
  name: string;
  description?: string;
  redirect: string;
  lastSync?: string;
  created: string;
  createdByUserName?: string;
  products: string[];
  tags: Record<string, string>;
  dataConnections: CodatConnection[];
};

export function toCodatConnection(
  connection: StoredConnection,
  companyId: string,
  origin: string,
): CodatConnection {
  const integration = requireIntegrationOfConnection(connection.integrationKey);
  return {
    id: connection.id,
    integrationId: integration.integrationId,
    integrationKey: integration.key,
    sourceId: integration.sourceId,
    sourceType: integration.sourceType,
    platformName: integration.platformName,
    linkUrl: `${origin}/link/companies/${companyId}/connections/${connection.id}/start`,
    status: connection.status,
    ...(connection.lastSync !== undefined && { lastSync: connection.lastSync }),
    created: connection.created,
    dataConnectionErrors: connection.errors,
  };
}

export function toCodatCompany(company: StoredCompany, origin: string): CodatCompany {
  return {
    id: company.id,
    name: company.name,
    ...(company.description !== undefined && { description: company.description }),
    redirect: `${origin}/link/company/${company.id}`,
    ...(company.lastSync !== undefined && { lastSync: company.lastSync }),
    created: company.created,
    ...(company.createdByUserName !== undefined && { createdByUserName: company.createdByUserName }),
    products: company.products,
    tags: company.tags,
    dataConnections: company.connections.map((connection) =>
      toCodatConnection(connection, company.id, origin),
    ),
  };
}

import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { CodatError } from '../http/codat-error';
import type { EmulatorEnv } from '../http/emulator-env';
import { listFields } from '../http/list-fields';
import { toPage } from '../http/paging';
import { parseJsonBody } from '../http/request-body';
import { allowOnly, refuseUnknownParameters } from '../http/route-strictness';
import { type CatalogueEntry, findIntegrationByAnyKey } from '../integrations/catalogue';
import { findConnection, type StoredCompany, type StoredConnection } from '../world/emulator-state';
import type { StateStore } from '../world/state-store';
import { requireCompany } from './company-routes';
import { toCodatConnection } from './company-view';
import { createConnection, holdsOnlyPlaceFor } from './connection-lifecycle';

const connectionFields = listFields('DataConnection', {
  id: 'string',
  integrationId: 'string',
  integrationKey: 'string',
  sourceId: 'string',
  sourceType: 'string',
  platformName: 'string',
  linkUrl: 'string',
  status: 'string',
  lastSync: 'date',
  created: 'date',
});

const newConnection = z.strictObject({ platformKey: z.string() });
const statusChange = z.strictObject({
  status: z.enum(['PendingAuth', 'Linked', 'Unlinked', 'Deauthorized']),
});

/** Mounted under `/companies/:companyId/connections`. */
export function connectionRoutes(store: StateStore, origin: () => string): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();

  routes.get('/', (c) => {
    refuseUnknownParameters(c, 'page', 'pageSize', 'query', 'orderBy');
    const company = requireCompany(c, c.var.state);
    const connections = company.connections.map((item) => toCodatConnection(item, company.id, origin()));
    return c.json(toPage(c, connections, connectionFields));
  });

  routes.post('/', async (c) => {
    const { platformKey } = await parseJsonBody(c, newConnection);
    const company = requireCompany(c, store.state);
    const integration = requireOffered(platformKey);
    if (holdsOnlyPlaceFor(company, integration)) {
      throw new CodatError(409, `The company already has a connection of type ${integration.sourceType}.`);
    }
    const connection = store.change(() => createConnection(company, integration));
    return c.json(toCodatConnection(connection, company.id, origin()));
  });
  routes.all('/', allowOnly('GET', 'POST'));

  routes.get('/:connectionId', (c) => {
    const company = requireCompany(c, c.var.state);
    return c.json(toCodatConnection(requireConnection(c, company), company.id, origin()));
  });

  routes.patch('/:connectionId', async (c) => {
    const { status } = await parseJsonBody(c, statusChange);
    const company = requireCompany(c, store.state);
    const connection = requireConnection(c, company);
    if (status !== 'Unlinked') {
      throw new CodatError(400, 'A connection can only be changed to Unlinked.', { service: 'ClientsApi' });
    }
    if (connection.status !== 'Linked') {
      throw new CodatError(400, 'Only a Linked connection can be unlinked.', { service: 'ClientsApi' });
    }
    store.change(() => {
      connection.status = 'Unlinked';
    });
    return c.json(toCodatConnection(connection, company.id, origin()));
  });

  routes.delete('/:connectionId', (c) => {
    const company = requireCompany(c, store.state);
    const { id } = requireConnection(c, company);
    store.change(() => {
      company.connections = company.connections.filter((connection) => connection.id !== id);
    });
    return c.body(null, 200);
  });
  routes.all('/:connectionId', allowOnly('GET', 'PATCH', 'DELETE'));

  return routes;
}

function requireConnection(c: Context, company: StoredCompany): StoredConnection {
  const connectionId = c.req.param('connectionId') ?? '';
  const connection = findConnection(company, connectionId);
  if (!connection) throw new CodatError(404, `Data connection ${connectionId} not found`);
  return connection;
}

function requireOffered(platformKey: string): CatalogueEntry {
  const integration = findIntegrationByAnyKey(platformKey);
  if (!integration) throw new CodatError(404, `No integration was found with key ${platformKey}`);
  return integration;
}

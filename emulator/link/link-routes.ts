import { type Context, Hono } from 'hono';
import { requireCompany } from '../companies/company-routes';
import {
  createConnection,
  findLinkObstacle,
  type LinkAttempt,
  type LinkObstacle,
  linkConnection,
  recordRefusal,
} from '../companies/connection-lifecycle';
import { CodatError } from '../http/codat-error';
import type { EmulatorEnv } from '../http/emulator-env';
import {
  type CatalogueEntry,
  catalogue,
  findIntegration,
  requireIntegrationOfConnection,
} from '../integrations/catalogue';
import { findConnection, type StoredCompany } from '../world/emulator-state';
import type { StateStore } from '../world/state-store';
import { companyLinkPage, connectionLinkPage, linkOutcomePage } from './link-page';

type Decision = 'connect' | 'refuse';

const obstacleSentences: Record<LinkObstacle, string> = {
  disabled: 'This integration is disabled.',
  'not-set-up': 'This integration has no credentials yet.',
  'place-taken': 'The company already has a connection of this type.',
};

/** The pages on which a company's people say yes or no. They are open to everyone who has the address, as at Codat. */
export function linkRoutes(store: StateStore): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();

  routes.get('/company/:companyId', (c) => {
    const company = requireCompany(c, store.state);
    return c.html(companyLinkPage(company.name, offeredTo(company)));
  });

  routes.post('/company/:companyId', async (c) => {
    const { decision, integrationKey } = await readForm(c);
    const company = requireCompany(c, store.state);
    const integration = findIntegration(integrationKey);
    if (!integration) throw new CodatError(400, 'The form names no integration.');
    const unfinished = company.connections.find(
      (connection) => connection.integrationKey === integration.key && connection.status !== 'Linked',
    );
    return decide(c, decision, { company, integration, connection: unfinished });
  });

  routes.get('/companies/:companyId/connections/:connectionId/start', (c) => {
    const { company, connection, integration } = requireLink(c);
    return c.html(connectionLinkPage(company.name, integration.name, connection.status));
  });

  routes.post('/companies/:companyId/connections/:connectionId/start', async (c) => {
    const { decision } = await readForm(c);
    return decide(c, decision, requireLink(c));
  });

  routes.all('*', () => {
    throw new CodatError(404, 'No such link');
  });

  function offeredTo(company: StoredCompany): CatalogueEntry[] {
    return catalogue.filter(
      (integration) => findLinkObstacle(store.state, { company, integration }) === null,
    );
  }

  function requireLink(c: Context) {
    const company = requireCompany(c, store.state);
    const connectionId = c.req.param('connectionId') ?? '';
    const connection = findConnection(company, connectionId);
    if (!connection) throw new CodatError(404, `Data connection ${connectionId} not found`);
    return { company, connection, integration: requireIntegrationOfConnection(connection.integrationKey) };
  }

  /** Without a connection yet, the decision makes one: a refusal too is remembered. */
  function decide(c: Context, decision: Decision, attempt: LinkAttempt) {
    const { company, integration } = attempt;
    const obstacle = findLinkObstacle(store.state, attempt);
    if (obstacle) return c.html(linkOutcomePage('Not possible', obstacleSentences[obstacle]), 409);
    store.change((state) => {
      const connection = attempt.connection ?? createConnection(company, integration);
      if (decision === 'connect') linkConnection(state, company, connection);
      else recordRefusal(connection);
    });
    return c.html(
      decision === 'connect'
        ? linkOutcomePage('Connected', `${company.name} is now connected to ${integration.name}.`)
        : linkOutcomePage('Refused', `${company.name} has not been connected to ${integration.name}.`),
    );
  }

  return routes;
}

async function readForm(c: Context): Promise<{ decision: Decision; integrationKey: string }> {
  const form = new URLSearchParams(await c.req.text());
  const decision = form.get('decision');
  if (decision !== 'connect' && decision !== 'refuse') {
    throw new CodatError(400, 'The form says neither connect nor refuse.');
  }
  return { decision, integrationKey: form.get('integration') ?? '' };
}

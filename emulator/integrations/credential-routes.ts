import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { CodatError } from '../http/codat-error';
import type { EmulatorEnv } from '../http/emulator-env';
import { parseJsonBody } from '../http/request-body';
import { allowOnly } from '../http/route-strictness';
import type { EmulatorState } from '../world/emulator-state';
import type { StateStore } from '../world/state-store';
import { type CatalogueEntry, findIntegrationByAnyKey, plaidKey } from './catalogue';
import { maskCredentials } from './masking';
import { deauthorizePlaidConnectionsOfOtherCredentials } from './plaid-authorization';

// Codat publishes this map as "any string keys, string values"; only Plaid's environment has named values.
const anyCredentials = z.record(z.string(), z.string());
const plaidEnvironments = ['sandbox', 'development', 'production'];
const plaidCredentials = anyCredentials.refine(
  ({ environment }) => environment === undefined || plaidEnvironments.includes(environment),
  { path: ['environment'], message: `Must be one of ${plaidEnvironments.join(', ')}` },
);

export function credentialRoutes(store: StateStore): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();

  routes.get('/:key', (c) => c.json(toCodatCredentials(c.var.state, requireIntegration(c))));

  routes.put('/:key', async (c) => {
    const integration = requireIntegration(c);
    const schema = integration.key === plaidKey ? plaidCredentials : anyCredentials;
    // Codat's guide to this call shows a body with a comment in it, so one sent word for word must be understood.
    const credentials = await parseJsonBody(c, schema, { comments: true });
    store.change((state) => {
      state.credentials[integration.key] = credentials;
      if (state.modes.enableOnPut) state.enabled[integration.key] = true;
      if (integration.key === plaidKey) deauthorizePlaidConnectionsOfOtherCredentials(state);
    });
    return c.json(toCodatCredentials(store.state, integration));
  });

  routes.delete('/:key', (c) => {
    const integration = requireIntegration(c);
    store.change((state) => {
      delete state.credentials[integration.key];
      if (integration.key === plaidKey) deauthorizePlaidConnectionsOfOtherCredentials(state);
    });
    return c.json(toCodatCredentials(store.state, integration));
  });

  routes.all('/:key', allowOnly('GET', 'PUT', 'DELETE'));
  return routes;
}

function toCodatCredentials(state: EmulatorState, { key }: CatalogueEntry): Record<string, string> {
  const credentials = state.credentials[key] ?? {};
  return state.modes.maskCredentials ? maskCredentials(credentials) : credentials;
}

function requireIntegration(c: Context): CatalogueEntry {
  const key = c.req.param('key') ?? '';
  const integration = findIntegrationByAnyKey(key);
  if (!integration) throw new CodatError(404, `No integration was found with key ${key}`);
  return integration;
}

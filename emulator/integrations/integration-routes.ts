import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { CodatError } from '../http/codat-error';
import type { EmulatorEnv } from '../http/emulator-env';
import { listFields } from '../http/list-fields';
import { toPage } from '../http/paging';
import { parseJsonBody } from '../http/request-body';
import { allowOnly, refuseUnknownParameters } from '../http/route-strictness';
import type { StateStore } from '../world/state-store';
import { type CatalogueEntry, findIntegration } from './catalogue';
import { fullLogoUrl, squareLogoUrl, toCodatIntegration, toCodatIntegrations } from './integration-view';

const integrationFields = listFields('Integration', {
  key: 'string',
  logoUrl: 'string',
  name: 'string',
  enabled: 'boolean',
  sourceId: 'string',
  sourceType: 'string',
  integrationId: 'string',
  isOfflineConnector: 'boolean',
  isBeta: 'boolean',
  dataProvidedBy: 'string',
  linkedConnectionsCount: 'number',
  totalConnectionsCount: 'number',
});

const enablement = z.strictObject({ enabled: z.boolean() });

export function integrationRoutes(store: StateStore, origin: () => string): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();

  routes.get('/', (c) => {
    refuseUnknownParameters(c, 'page', 'pageSize', 'query', 'orderBy');
    return c.json(toPage(c, toCodatIntegrations(c.var.state, origin()), integrationFields));
  });
  routes.all('/', allowOnly('GET'));

  routes.get('/:key', (c) => {
    return c.json(toCodatIntegration(requireIntegration(c), c.var.state, origin()));
  });
  routes.patch('/:key', async (c) => {
    // No published specification has this call. Refused, it looks as a path unknown to the public API would.
    if (c.var.state.modes.refuseEnablement) throw new CodatError(404, 'Not found');
    const integration = requireIntegration(c);
    const { enabled } = await parseJsonBody(c, enablement);
    store.change((state) => {
      state.enabled[integration.key] = enabled;
    });
    return c.json(toCodatIntegration(integration, store.state, origin()));
  });
  routes.all('/:key', allowOnly('GET', 'PATCH'));

  routes.get('/:key/branding', (c) => {
    const { key, name, sourceId } = requireIntegration(c);
    const image = (src: string, alt: string) => ({ image: { src, alt } });
    return c.json({
      logo: {
        full: image(fullLogoUrl(key, origin()), `${name} full icon`),
        square: image(squareLogoUrl(key, origin()), `${name} square icon`),
      },
      button: {},
      sourceId,
    });
  });
  routes.all('/:key/branding', allowOnly('GET'));

  return routes;
}

function requireIntegration(c: Context): CatalogueEntry {
  const key = c.req.param('key') ?? '';
  const integration = findIntegration(key);
  if (!integration) throw new CodatError(404, `No integration was found with key ${key}`);
  return integration;
}

import { Hono } from 'hono';
import type { EmulatorEnv } from './emulator-env';
import { codatProfile } from './emulator-state';
import { parseJsonBody } from './request-body';
import { allowOnly } from './route-strictness';
import type { StateStore } from './state-store';

export function profileRoutes(store: StateStore): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();
  routes.get('/', (c) => c.json(c.var.state.profile));
  routes.put('/', async (c) => {
    const profile = await parseJsonBody(c, codatProfile);
    store.change((state) => {
      state.profile = profile;
    });
    return c.json(profile);
  });
  routes.all('/', allowOnly('GET', 'PUT'));
  return routes;
}

import { Hono } from 'hono';
import type { EmulatorEnv } from '../http/emulator-env';
import { parseJsonBody } from '../http/request-body';
import { allowOnly } from '../http/route-strictness';
import { codatProfile } from '../world/emulator-state';
import type { StateStore } from '../world/state-store';

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

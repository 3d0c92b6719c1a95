import { Hono } from 'hono';
import { z } from 'zod';
import { faultSchema } from './faults/fault';
import type { FaultInjection } from './faults/fault-injection';
import type { FaultQueue } from './faults/fault-queue';
import type { Pauses } from './faults/pauses';
import { CodatError } from './http/codat-error';
import type { DailyQuota } from './http/daily-quota';
import type { EmulatorEnv } from './http/emulator-env';
import { parseJsonBody } from './http/request-body';
import type { RequestLog } from './http/request-log';
import type { RequestRates } from './http/request-rates';
import { allowOnly, refuseUnknownParameters } from './http/route-strictness';
import { type SeedName, seedNames } from './seeds';
import { type EmulatorState, emulatorModes } from './world/emulator-state';
import type { StateStore } from './world/state-store';

type ControlOptions = {
  store: StateStore;
  requestLog: RequestLog;
  queue: FaultQueue;
  faults: FaultInjection;
  pauses: Pauses;
  quota: DailyQuota;
  rates: RequestRates;
  seeded: (seed?: SeedName) => EmulatorState;
};

const resetBody = z.strictObject({ seed: z.enum(seedNames).exactOptional() });
const quotaBody = z.strictObject({ remaining: z.number().int().min(0) });

/** Routes that no real Codat has: all that a test needs to set the scene and to see what happened. */
export function controlRoutes(options: ControlOptions): Hono<EmulatorEnv> {
  const { store, requestLog, queue, faults, pauses, quota, rates, seeded } = options;
  const routes = new Hono<EmulatorEnv>();
  routes.use(async (c, next) => {
    refuseUnknownParameters(c, 'client');
    await next();
  });

  routes.post('/reset', async (c) => {
    const { seed } = await parseJsonBody(c, resetBody);
    // First of all: an effect still waiting for its moment belongs to the state that goes away.
    pauses.cancel();
    queue.clear();
    requestLog.clear();
    quota.restore();
    rates.clear();
    store.replace(seeded(seed));
    return c.body(null, 204);
  });
  routes.all('/reset', allowOnly('POST'));

  routes.get('/requests', (c) => c.json(requestLog.list()));
  routes.delete('/requests', (c) => {
    requestLog.clear();
    return c.body(null, 204);
  });
  routes.all('/requests', allowOnly('GET', 'DELETE'));

  routes.get('/state', (c) => c.json(store.state));
  routes.all('/state', allowOnly('GET'));

  routes.get('/faults', (c) => c.json(queue.waiting()));
  routes.post('/faults', async (c) => {
    queue.add(await parseJsonBody(c, z.array(faultSchema)));
    return c.body(null, 204);
  });
  routes.delete('/faults', (c) => {
    queue.clear();
    return c.body(null, 204);
  });
  routes.all('/faults', allowOnly('GET', 'POST', 'DELETE'));

  routes.post('/release', async (c) => c.json({ released: await faults.release() }));
  routes.all('/release', allowOnly('POST'));

  routes.get('/modes', (c) => c.json(store.state.modes));
  routes.post('/modes', async (c) => {
    const changes = await parseJsonBody(c, emulatorModes.partial());
    store.change((state) => Object.assign(state.modes, changes));
    return c.json(store.state.modes);
  });
  routes.all('/modes', allowOnly('GET', 'POST'));

  routes.post('/quota', async (c) => {
    const { remaining } = await parseJsonBody(c, quotaBody);
    quota.setRemaining(store.state, remaining);
    return c.body(null, 204);
  });
  routes.all('/quota', allowOnly('POST'));

  routes.all('*', () => {
    throw new CodatError(404, 'Not found', { service: 'Emulator' });
  });
  return routes;
}

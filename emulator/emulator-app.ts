import { Hono } from 'hono';
import { companyRoutes } from './companies/company-routes';
import { connectionRoutes } from './companies/connection-routes';
import { controlRoutes } from './control-routes';
import { FaultInjection } from './faults/fault-injection';
import { FaultQueue } from './faults/fault-queue';
import type { Pauses } from './faults/pauses';
import { requireApiKey } from './http/authentication';
import { limitBody } from './http/body-limit';
import { CodatError, publishedMessageOf, toCodatErrorBody } from './http/codat-error';
import { DailyQuota, spendQuota, stateRateLimit } from './http/daily-quota';
import type { EmulatorEnv } from './http/emulator-env';
import { RequestLog } from './http/request-log';
import { RequestRates } from './http/request-rates';
import { credentialRoutes } from './integrations/credential-routes';
import { integrationRoutes } from './integrations/integration-routes';
import { logoRoutes } from './integrations/logo-routes';
import { profileRoutes } from './integrations/profile-routes';
import { linkRoutes } from './link/link-routes';
import { plaidRoutes } from './providers/plaid-routes';
import { stripeRoutes } from './providers/stripe-routes';
import type { SeedName } from './seeds';
import type { EmulatorState } from './world/emulator-state';
import type { StateStore } from './world/state-store';

export const controlPrefix = '/__emulator';
const publicPath = /^\/(logos|link|plaid|stripe)\//;

type EmulatorAppOptions = {
  store: StateStore;
  pauses: Pauses;
  hasKey: (authorization: string | undefined) => boolean;
  hasAnyKey: (authorization: string | undefined) => boolean;
  /** Returns a seed of this client, by default the one that it starts from. */
  seeded: (seed?: SeedName) => EmulatorState;
  origin: () => string;
};

/** Serves one client. */
export function createEmulatorApp(options: EmulatorAppOptions): Hono<EmulatorEnv> {
  const { store, pauses, hasKey, seeded, origin } = options;
  const quota = new DailyQuota();
  const rates = new RequestRates();
  const requestLog = new RequestLog();
  const queue = new FaultQueue(store);
  const faults = new FaultInjection({ queue, pauses, quota });

  const app = new Hono<EmulatorEnv>();
  app.onError((error, c) => {
    if (!(error instanceof CodatError)) console.error(error);
    const told = error instanceof CodatError ? error : new CodatError(500, publishedMessageOf(500));
    return c.json(toCodatErrorBody(told), told.status, told.headers);
  });
  app.notFound((c) => c.json(toCodatErrorBody(new CodatError(404, 'Not found')), 404));

  app.use(limitBody);

  app.use(`${controlPrefix}/*`, requireApiKey(options.hasAnyKey));
  app.route(controlPrefix, controlRoutes({ store, requestLog, queue, faults, pauses, quota, rates, seeded }));

  // Everything below may be made to go wrong; the control surface above always works.
  app.use((c, next) => {
    c.set('state', store.state);
    return next();
  });
  app.use(requestLog.middleware);
  // A request without the client's key isn't the client's, so that no fault of the client concerns it.
  app.use((c, next) =>
    publicPath.test(c.req.path) || hasKey(c.req.header('authorization'))
      ? faults.middleware(c, next)
      : next(),
  );
  app.use(requestLog.noteEffects(store));

  // The pages for customers and the pictures are public, as the original's are.
  app.route('/logos', logoRoutes());
  app.route('/link', linkRoutes(store));

  // In place of other companies, with keys of their own.
  app.route('/plaid', plaidRoutes(rates));
  app.route('/stripe', stripeRoutes(rates));

  app.use(stateRateLimit(quota), requireApiKey(hasKey), spendQuota(quota));
  app.route('/integrations/credentials', credentialRoutes(store));
  app.route('/integrations', integrationRoutes(store, origin));
  app.route('/companies', companyRoutes(store, origin));
  app.route('/companies/:companyId/connections', connectionRoutes(store, origin));
  app.route('/profile', profileRoutes(store));
  return app;
}

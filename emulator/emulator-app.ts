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
import type { StateStore } from './world/state-store';

const controlPrefix = '/__emulator';

type EmulatorAppOptions = {
  store: StateStore;
  pauses: Pauses;
  apiKey: string;
  /** A function, because a free port is only known once the server listens. */
  origin: () => string;
};

export function createEmulatorApp({ store, pauses, apiKey, origin }: EmulatorAppOptions): Hono<EmulatorEnv> {
  const quota = new DailyQuota();
  const rates = new RequestRates();
  const requestLog = new RequestLog();
  const queue = new FaultQueue(store);
  const faults = new FaultInjection({ queue, pauses, quota });
  const authenticate = requireApiKey(apiKey);

  const app = new Hono<EmulatorEnv>();
  app.onError((error, c) => {
    if (!(error instanceof CodatError)) console.error(error);
    const told = error instanceof CodatError ? error : new CodatError(500, publishedMessageOf(500));
    return c.json(toCodatErrorBody(told), told.status, told.headers);
  });
  app.notFound((c) => c.json(toCodatErrorBody(new CodatError(404, 'Not found')), 404));

  app.use(limitBody);

  app.use(`${controlPrefix}/*`, authenticate);
  app.route(controlPrefix, controlRoutes({ store, requestLog, queue, faults, pauses, quota, rates }));

  // Everything below may be made to go wrong; the control surface above always works.
  app.use((c, next) => {
    c.set('state', store.state);
    return next();
  });
  app.use(requestLog.middleware);
  app.use(faults.middleware);
  app.use(requestLog.noteEffects(store));

  // The pages for customers and the pictures are public, as the original's are.
  app.route('/logos', logoRoutes());
  app.route('/link', linkRoutes(store));

  // In place of other companies, with keys of their own.
  app.route('/plaid', plaidRoutes(rates));
  app.route('/stripe', stripeRoutes(rates));

  app.use(stateRateLimit(quota), authenticate, spendQuota(quota));
  app.route('/integrations/credentials', credentialRoutes(store));
  app.route('/integrations', integrationRoutes(store, origin));
  app.route('/companies', companyRoutes(store, origin));
  app.route('/companies/:companyId/connections', connectionRoutes(store, origin));
  app.route('/profile', profileRoutes(store));
  return app;
}

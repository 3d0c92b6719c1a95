import { describe, expect, it } from 'vitest';
import { type Answer, twoClientsOfThisFile } from './test-emulator';
import { countConnectedCompanies, type EmulatorState } from './world/emulator-state';
import { type SeededRandom, seededRandom } from './world/seeded-random';

// Random steps on two clients, next to a model of each. After every step both must be as their models are, so that an
// effect on the other client shows at once.

const emulator = twoClientsOfThisFile();
const names = ['first', 'second'] as const;
type Name = (typeof names)[number];

const kinds = [
  ...['rename', 'switch', 'set-environment', 'create', 'link', 'delete', 'mask', 'read', 'read'],
  ...['set-fault', 'clear-faults', 'clear-requests', 'set-quota', 'reset'],
] as const;

type Model = {
  name: string;
  environment: string | undefined;
  enabled: boolean | undefined;
  companies: string[];
  connected: number;
  masks: boolean;
  faults: number;
  requests: string[];
  /** The calls that today's quota has paid for. */
  used: number;
};

const worldIn = (state: EmulatorState) => ({
  name: state.profile.name,
  environment: state.credentials.suuo?.environment,
  enabled: state.enabled.gbol,
  companies: Object.keys(state.companies).sort(),
  connected: countConnectedCompanies(state),
  masks: state.modes.maskCredentials,
});

describe('two worlds', () => {
  it.each([1, 2, 3])('never cross, whatever is done to them (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const models = { first: await newModel('first'), second: await newModel('second') };
    for (let step = 1; step <= 25; step += 1) {
      const name = random.pick(names);
      const kind = random.pick(kinds);
      await perform({ step, kind, name, random, models });
      for (const each of names) {
        const { used: _, ...expected } = models[each];
        expect(await observe(each), `the ${each}, after step ${step}: ${kind} of the ${name}`).toEqual(
          expected,
        );
      }
    }
  });
});

async function newModel(name: Name): Promise<Model> {
  const { control } = emulator[name];
  await control.reset();
  return { ...worldIn(await control.state()), faults: 0, requests: [], used: 0 };
}

async function observe(name: Name): Promise<Omit<Model, 'used'>> {
  const { control } = emulator[name];
  const [state, faults, requests] = await Promise.all([
    control.state(),
    control.waitingFaults(),
    control.requests(),
  ]);
  return {
    ...worldIn(state),
    faults: faults.reduce((sum, { times = 0 }) => sum + times, 0),
    requests: requests.map(({ method, path }) => `${method} ${path}`),
  };
}

type Step = {
  step: number;
  kind: (typeof kinds)[number];
  name: Name;
  random: SeededRandom;
  models: Record<Name, Model>;
};

async function perform({ step, kind, name, random, models }: Step): Promise<void> {
  const model = models[name];
  const { control } = emulator[name];
  const call = (method: string, path: string, body?: unknown) =>
    api({ name, model }, `${method} ${path}`, { body });
  switch (kind) {
    case 'rename': {
      const renamed = `Renamed in step ${step}`;
      const profile = { name: renamed, redirectUrl: 'https://lender.example' };
      if (await call('PUT', '/profile', profile)) model.name = renamed;
      return;
    }
    case 'switch':
      if (await call('PATCH', '/integrations/gbol', { enabled: !model.enabled }))
        model.enabled = !model.enabled;
      return;
    case 'set-environment': {
      const environment = random.pick(['sandbox', 'development', 'production']);
      if (!(await call('PUT', '/integrations/credentials/suuo', { environment }))) return;
      model.environment = environment;
      // Companies linked with nothing but Plaid are no longer connected.
      model.connected = countConnectedCompanies(await control.state());
      return;
    }
    case 'create': {
      const created = await call('POST', '/companies', { name: `Made in step ${step}` });
      if (created) model.companies = [...model.companies, created.body.id].sort();
      return;
    }
    case 'link': {
      const created = await call('POST', '/companies', { name: `Linked in step ${step}` });
      if (!created) return;
      model.companies = [...model.companies, created.body.id].sort();
      const form = new URLSearchParams({ decision: 'connect', integration: 'mqjo' });
      await fetch(created.body.redirect, { method: 'POST', body: form });
      model.requests.push(`POST /link/company/${created.body.id}`);
      model.connected = countConnectedCompanies(await control.state());
      return;
    }
    case 'delete': {
      const id = random.pick(model.companies);
      // The other client has no such company.
      const [other] = names.filter((each) => each !== name);
      if (other) await api({ name: other, model: models[other] }, `DELETE /companies/${id}`, { status: 404 });
      if (!(await call('DELETE', `/companies/${id}`))) return;
      model.companies = model.companies.filter((each) => each !== id);
      model.connected = countConnectedCompanies(await control.state());
      return;
    }
    case 'mask':
      await control.modes({ maskCredentials: !model.masks });
      model.masks = !model.masks;
      return;
    case 'read': {
      if (model.faults > 0) {
        model.faults -= 1;
        model.requests.push('GET /profile');
        expect((await emulator[name].call('GET', '/profile')).status).toBe(503);
        return;
      }
      const answer = await call('GET', '/profile');
      if (!answer) return;
      expect(answer.body.name).toBe(model.name);
      expect(answer.headers.get('x-rate-limit-remaining')).toBe(String(limitOf(model) - model.used));
      return;
    }
    case 'set-fault': {
      const times = 1 + random.below(2);
      await control.faults([{ method: 'GET', path: '/profile', status: 503, times }]);
      model.faults += times;
      return;
    }
    case 'clear-faults':
      await control.clearFaults();
      model.faults = 0;
      return;
    case 'clear-requests':
      await control.clearRequests();
      model.requests = [];
      return;
    case 'set-quota': {
      const remaining = random.below(4);
      await control.quota(remaining);
      model.used = limitOf(model) - remaining;
      return;
    }
    case 'reset':
      models[name] = await newModel(name);
  }
}

const limitOf = ({ connected }: Model): number => 1000 * (1 + connected);

/** Makes one call, and returns its answer if the model's quota pays for it. */
async function api(
  { name, model }: { readonly name: Name; readonly model: Model },
  asked: string,
  { body, status }: { readonly body?: unknown; readonly status?: number } = {},
): Promise<Answer | null> {
  const [method = '', path = ''] = asked.split(' ');
  const isPaid = model.used < limitOf(model);
  const answer = await emulator[name].call(method, path, body);
  model.requests.push(asked);
  if (!isPaid) {
    expect(answer.status).toBe(429);
    return null;
  }
  model.used += 1;
  if (status === undefined) expect(answer.status).toBeLessThan(300);
  else expect(answer.status).toBe(status);
  return answer;
}

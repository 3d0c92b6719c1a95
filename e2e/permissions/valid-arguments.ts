import { randomUUID } from 'node:crypto';
import { activityExport, freshSignIn, reconnectExport, reviews, routes, signInRoutes } from '@/lib/routes';
import { inventSecret } from '@/lib/server/testing/webhook-deliveries';
import { argumentsCall, encodings } from '../action-requests';
import { examples, findAction } from '../built-app';
import { administrator, type Codat } from '../fixtures';
import type { RawRequest } from '../raw-request';
import type { Portal } from '../start-portal';
import { actionsOnPeople } from './arguments-on-people';
import { arrangePeople } from './arrange-people';
import { answers, asks, records, type Tried, type TriedAction, type World } from './tried';

// For each server action and each route handler, arguments that its use-case accepts: others are refused as invalid
// before any guard is asked. What an Administrator brings about with them shows that they are valid.

type TriedHandler = Tried & { readonly body: (world: World) => unknown };

const local = { instance: 'local' };
const plaid = { ...local, key: 'suuo' };
const basis = { version: 0, fingerprint: 'of another time', parts: {} };
const operation = () => randomUUID();
const draft = {
  name: 'Production',
  slug: 'production',
  colour: 'red',
  shape: 'star',
  kind: 'live',
  credentialTests: false,
  apiUrl: 'https://codat.example',
  apiKey: 'of-no-client',
};

export const triedActions: Readonly<Record<string, TriedAction>> = {
  languageAction: {
    permission: null,
    form: () => ({ language: 'fr' }),
    reached: ({ cookies }) => cookies.includes('switchboard.language=fr'),
  },
  themeAction: {
    permission: null,
    form: () => ({ theme: 'dark' }),
    reached: ({ cookies }) => cookies.includes('switchboard.theme=dark'),
  },
  signInAction: {
    permission: null,
    state: () => ({ ...administrator, next: '/' }),
    reached: records('session.sign-in'),
  },
  ...actionsOnPeople,
  signOutAction: { permission: 'portal:enter', form: () => ({}), reached: records('session.sign-out') },
  // Their content is refused, so that the portal keeps its one instance.
  addInstanceAction: {
    permission: 'instances:manage',
    args: () => [{ draft: { ...draft, slug: 'settings' } }],
    reached: answers('slug-reserved'),
  },
  editInstanceAction: {
    permission: 'instances:manage',
    args: () => [{ ...local, version: 1, draft: { ...draft, slug: 'settings' } }],
    reached: answers('slug-reserved'),
  },
  replaceApiKeyAction: {
    permission: 'instances:manage',
    args: () => [{ ...local, version: 1, apiKey: 'Basic of a header' }],
    reached: answers('key-header'),
  },
  testConnectionAction: {
    permission: 'instances:manage',
    args: () => [{ ...local, apiUrl: 'https://codat.example', apiKey: '' }],
    reached: answers('key-needed'),
  },
  reviewRemovalAction: {
    permission: 'instances:manage',
    args: () => [local],
    reached: answers('"destroyed"'),
  },
  removeInstanceAction: {
    permission: 'instances:manage',
    args: () => [{ ...local, version: 1, phrase: 'another name' }],
    reached: answers('phrase-mismatch'),
  },
  credentialTestsAction: {
    permission: 'instances:manage',
    state: () => ({ ...local, allowed: 'true' }),
    reached: answers('"allowed":true'),
  },
  webhookSecretAction: {
    permission: 'instances:manage',
    args: () => [{ ...local, secret: { intent: 'replace', value: inventSecret() } }],
    reached: records('webhooks.secret-set'),
  },
  linksAction: {
    permission: 'companies:see-links',
    args: ({ company }) => ['local', company],
    reached: answers('/link/'),
  },
  createCompanyAction: {
    permission: 'companies:edit',
    form: () => ({ ...local, name: 'Juniper Roofing', operation: operation() }),
    reached: asks('POST /companies'),
  },
  createConnectionAction: {
    permission: 'companies:edit',
    form: ({ company }) => ({ ...plaid, company, operation: operation() }),
    reached: asks('POST /companies/'),
  },
  removeConnectionAction: {
    permission: 'connections:remove',
    form: ({ company, connection }) => ({
      ...local,
      company,
      connection,
      how: 'unlink',
      operation: operation(),
    }),
    reached: asks('PATCH /companies/'),
  },
  deleteCompanyAction: {
    permission: 'companies:delete',
    form: ({ company, name }) => ({ ...local, company, confirmation: name, operation: operation() }),
    reached: asks('DELETE /companies/'),
  },
  // The page that was just drawn is drawn again with new answers of Codat's.
  refreshCompaniesAction: {
    permission: 'companies:read',
    form: () => local,
    reached: asks('GET /companies'),
  },
  enablementAction: {
    permission: 'integrations:manage',
    state: () => ({ ...local, key: 'qhnd', enabled: 'true' }),
    reached: asks('PATCH /integrations/qhnd'),
  },
  refreshAction: { permission: 'integrations:read', form: () => local, reached: asks('GET /integrations') },
  retryAction: {
    permission: 'integrations:manage',
    form: () => local,
    reached: records('integration.retry-enablement'),
  },
  saveAction: {
    permission: 'integrations:manage',
    args: () => [{ ...plaid, operation: operation(), basis, draft: { values: {}, secrets: {} } }],
    reached: answers('"kind":"conflict"'),
  },
  keepAction: {
    permission: 'integrations:manage',
    state: () => plaid,
    reached: records('settings.keep-outside'),
  },
  restoreAction: {
    permission: 'integrations:manage',
    args: () => [{ ...plaid, operation: operation() }],
    reached: answers('"kind":"restored"'),
  },
  deleteAction: {
    permission: 'integrations:delete-credentials',
    args: () => [{ ...plaid, operation: operation() }],
    reached: answers('"kind":"needs-review"'),
  },
  compareKeyAction: {
    permission: 'integrations:manage',
    state: () => ({ ...plaid, value: 'a key of another' }),
    reached: records('key.compared'),
  },
  linkAction: {
    permission: 'integrations:read',
    args: ({ change, company, connection }) => [{ ...plaid, change, company, connection }],
    reached: answers('"kind":"back"'),
  },
  compareAction: {
    permission: 'integrations:read',
    form: ({ change }) => ({ ...plaid, change }),
    reached: asks('GET /companies'),
  },
};

/**
 * Those that have no guard of a role: next-auth's own, the state of the server, icons that hold nothing stored, and
 * Codat's webhooks, which are signed.
 */
export const handlersOfTheirOwn = [
  // GET alone, to the issuer of OpenID Connect and back; the last two ask for a session.
  ...[signInRoutes.oidcSignIn(), signInRoutes.oidcCallback(), signInRoutes.oidcLink(), freshSignIn.issuer],
  ...['/api/auth/session', '/api/health', routes.webhooks('local')],
  routes.instanceIcon('slate-circle-test.svg'),
];

export const triedHandlers: Readonly<Record<string, TriedHandler>> = {
  [routes.credentialTest()]: {
    permission: 'integrations:manage',
    body: () => ({
      ...plaid,
      environment: 'sandbox',
      account: { intent: 'keep' },
      secret: { intent: 'keep' },
    }),
    reached: records('credentials.test'),
  },
  [reviews.companies]: {
    permission: 'integrations:manage',
    body: () => plaid,
    reached: records('companies.export-linked'),
  },
  [reviews.restore]: {
    permission: 'integrations:manage',
    body: () => ({ ...plaid, operation: operation() }),
    reached: asks('GET /integrations/credentials/suuo'),
  },
  [reviews.disabling]: {
    permission: 'integrations:manage',
    body: () => plaid,
    reached: answers('"kind":"review"'),
  },
  [reviews.save]: {
    permission: 'integrations:manage',
    body: () => ({ ...plaid, operation: operation(), basis, draft: { values: {}, secrets: {} } }),
    reached: answers('"kind":"conflict"'),
  },
  [reviews.deletion]: {
    permission: 'integrations:delete-credentials',
    body: () => ({ ...plaid, operation: operation() }),
    reached: answers('"kind":"review"'),
  },
  [freshSignIn.question]: {
    permission: 'portal:enter',
    body: () => ({}),
    reached: answers('"methods"'),
  },
  [freshSignIn.password]: {
    permission: 'portal:enter',
    body: () => ({ password: administrator.password }),
    reached: records('session.fresh-sign-in'),
  },
  [reconnectExport]: {
    permission: 'integrations:manage',
    body: ({ change }) => ({ ...plaid, change }),
    reached: records('companies.export-reconnect'),
  },
  [activityExport]: {
    permission: 'activity:read',
    body: () => new URLSearchParams({ of: 'local', format: 'jsonl' }).toString(),
    reached: records('activity.export'),
  },
  [routes.companyExport('local')]: {
    permission: 'companies:export',
    body: () => new URLSearchParams({ status: 'linked' }).toString(),
    reached: records('companies.export'),
  },
};

type Sent = Pick<RawRequest, 'headers' | 'body'>;

/** Returns the page to post to: one that holds the action, of the instance if there is one. */
export function pageOf(name: string): string {
  const { pages } = findAction(name);
  const shortest = [...pages].sort((a, b) => a.length - b.length);
  return shortest.find((page) => page.startsWith('/local/')) ?? shortest[0] ?? '/';
}

/** In each way in which this action takes its arguments; every one with an operation of its own. */
export function requestsOf(name: string, world: World): readonly (readonly [way: string, request: Sent])[] {
  const tried = triedActions[name];
  if (!tried) throw new Error(`valid-arguments.ts needs a row for ${name}`);
  const action = findAction(name);
  if ('args' in tried) return [['values', argumentsCall(action, tried.args(world))]];
  const [fieldsOf, ways] =
    'form' in tried
      ? [tried.form, [encodings.formCall, encodings.plainForm]]
      : [tried.state, [encodings.stateCall, encodings.plainStateForm]];
  return ways.map((way) => [way.name, way.encode(action, fieldsOf(world))] as const);
}

export function requestTo(address: string, world: World): Sent {
  const body = triedHandlers[address]?.body(world);
  return typeof body === 'string'
    ? { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

type Companies = {
  readonly results: readonly {
    readonly id: string;
    readonly name: string;
    readonly dataConnections: readonly {
      readonly id: string;
      readonly integrationKey: string;
      readonly status: string;
    }[];
  }[];
};

export async function arrange(portal: Portal, codat: Codat): Promise<World> {
  const { results } = (await codat.call('GET', '/companies?pageSize=1000')) as Companies;
  const [found] = results.flatMap(({ id, name, dataConnections }) =>
    dataConnections.flatMap((connection) =>
      connection.integrationKey === 'suuo' && connection.status === 'Linked'
        ? [{ company: id, name, connection: connection.id }]
        : [],
    ),
  );
  if (!found) throw new Error('The seed has no company that is linked with Plaid');
  // Under which the page of the list is asked for, too.
  const change = examples['[change]'] ?? '';
  const at = Date.now() - 60_000;
  portal.query('delete from disruptive_changes');
  portal.query(
    `insert into disruptive_changes (id, instance_id, integration_key, at, actor, kind, company_count, applied_at)
     select ?, id, 'suuo', ?, 'someone', 'environment', 1, ? from instances where slug = 'local'`,
    ...[change, at, at],
  );
  portal.query(
    `insert into affected_connections (change_id, company_id, company_name, connection_id, back_at, state)
     values (?, ?, ?, ?, ?, 'Linked')`,
    ...[change, found.company, found.name, found.connection, at],
  );
  arrangePeople(portal);
  await codat.clearRequests();
  return { ...found, change };
}

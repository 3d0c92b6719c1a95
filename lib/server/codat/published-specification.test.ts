import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CodatPlatform } from '@codat/platform';
import type { ErrorMessageData } from '@codat/platform/sdk/models/errors/errormessage.js';
import type { ListIntegrationsRequest } from '@codat/platform/sdk/models/operations/listintegrations.js';
import type { ClientRateLimitWebhook } from '@codat/platform/sdk/models/shared/clientratelimitwebhook.js';
import type { ClientRateLimitWebhookPayload } from '@codat/platform/sdk/models/shared/clientratelimitwebhookpayload.js';
import type { Companies } from '@codat/platform/sdk/models/shared/companies.js';
import type { Company } from '@codat/platform/sdk/models/shared/company.js';
import type { CompanyReference } from '@codat/platform/sdk/models/shared/companyreference.js';
import type { Connection } from '@codat/platform/sdk/models/shared/connection.js';
import type { ConnectionWebhook } from '@codat/platform/sdk/models/shared/connectionwebhook.js';
import type { ConnectionWebhookPayload } from '@codat/platform/sdk/models/shared/connectionwebhookpayload.js';
import type { DataConnectionError } from '@codat/platform/sdk/models/shared/dataconnectionerror.js';
import type { Integration } from '@codat/platform/sdk/models/shared/integration.js';
import type { Integrations } from '@codat/platform/sdk/models/shared/integrations.js';
import type { Profile } from '@codat/platform/sdk/models/shared/profile.js';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { z } from 'zod';
import { resetProcessState } from '../process-singleton';
import { Secret } from '../secret';
import { type CodatClient, codatClient } from './client';
import type * as company from './company-wire';
import type { errorBody } from './errors';
import type { PageOptions } from './pages';
import type { codatEnvelope, connectionPayload, quotaPayload } from './webhook';
import type * as wire from './wire';

// The published specification is compared with what Switchboard reads from Codat and sends to it: Codat's own client
// library is generated from it. The compiler compares the types in `listed`, which names what Codat has not published.

type Shared<Ours, Theirs> = keyof Ours & keyof Theirs & string;
type Unpublished<Ours, Theirs> = Exclude<keyof Ours & string, keyof Theirs>;
/** The specification publishes values of it that we would not take. */
type Untaken<Ours, Theirs> = {
  [Name in Shared<Ours, Theirs>]-?: Exclude<Theirs[Name], undefined> extends Ours[Name] ? never : Name;
}[Shared<Ours, Theirs>];
/** The specification lets it be absent, and Switchboard's schema lets it be neither absent nor null. */
type Needed<Ours, Theirs> = {
  [Name in Shared<Ours, Theirs>]-?: undefined extends Theirs[Name]
    ? undefined extends Ours[Name]
      ? never
      : null extends Ours[Name]
        ? never
        : Name
    : never;
}[Shared<Ours, Theirs>];

type Drift<Ours, Theirs> =
  | `${Unpublished<Ours, Theirs>} is unpublished`
  | `${Untaken<Ours, Theirs>} is not taken`
  | `${Needed<Ours, Theirs>} is needed`;
/** Neither more nor less than there is. */
type Listed<Found extends string> = [Found] extends [never] ? Record<string, never> : Record<Found, true>;

type Payload = z.infer<typeof connectionPayload>;

/** Keyed by the names of Switchboard's schemas. */
type Read = {
  codatIntegration: Drift<z.infer<typeof wire.codatIntegration>, Integration>;
  codatProfile: Drift<z.infer<typeof wire.codatProfile>, Profile>;
  codatPage: Drift<z.infer<typeof wire.codatPage>, Integrations | Companies>;
  codatCompany: Drift<z.infer<typeof company.codatCompany>, Company>;
  companyDetails: Drift<z.infer<typeof company.companyDetails>, Company>;
  codatMade: Drift<z.infer<typeof company.codatMade>, Company | Connection>;
  codatConnection: Drift<z.infer<typeof company.codatConnection>, Connection>;
  connectionDetails: Drift<z.infer<typeof company.connectionDetails>, Connection>;
  connectionError: Drift<z.infer<typeof company.connectionError>, DataConnectionError>;
  errorBody: Drift<z.infer<typeof errorBody>, ErrorMessageData>;
  codatEnvelope: Drift<z.infer<typeof codatEnvelope>, ConnectionWebhook | ClientRateLimitWebhook>;
  connectionPayload: `${Unpublished<Payload, ConnectionWebhookPayload>} is unpublished`;
  'connectionPayload.referenceCompany': Drift<Payload['referenceCompany'], CompanyReference>;
  'connectionPayload.connection': Drift<Payload['connection'], Connection>;
  quotaPayload: Drift<z.infer<typeof quotaPayload>, ClientRateLimitWebhookPayload>;
};

const listed: { readonly [Schema in keyof Read]: Listed<Read[Schema]> } = {
  codatIntegration: { 'linkedConnectionsCount is unpublished': true },
  codatProfile: {},
  codatPage: { 'results is needed': true },
  codatCompany: {},
  companyDetails: {},
  codatMade: {},
  codatConnection: {},
  connectionDetails: {},
  connectionError: {},
  errorBody: {},
  codatEnvelope: { 'eventType is needed': true },
  connectionPayload: {},
  'connectionPayload.referenceCompany': {},
  'connectionPayload.connection': {},
  quotaPayload: {},
};

it('what is read of Codat’s answers is read by no schema that is not compared', () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const schemas = sources.flatMap((file) => {
    const code = readFileSync(path.join(folder, file), 'utf8');
    return [...code.matchAll(/const (\w+) = \w+\s*\.(?:object|extend|pick)\(/g)].map(([, name]) => name);
  });
  const compared = Object.keys(listed).filter((name) => !name.includes('.'));
  expect(schemas.sort()).toEqual(compared.sort());
});

describe('what is sent to Codat', () => {
  const sent: string[] = [];

  beforeEach(() => {
    resetProcessState();
    sent.length = 0;
    vi.stubGlobal('fetch', async (input: string | Request, init?: RequestInit) => {
      const request = new Request(input, init);
      const { pathname, searchParams } = new URL(request.url);
      const query = searchParams.size > 0 ? `?${[...searchParams.keys()].sort().join('&')}` : '';
      sent.push(`${request.method} ${pathname}${query} ${await request.text()}`.trim());
      return new Response('{}', { status: 404, headers: { 'content-type': 'application/json' } });
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    resetProcessState();
  });

  async function sentBy(calls: readonly (() => Promise<unknown>)[]): Promise<readonly string[]> {
    sent.length = 0;
    for (const call of calls) await call().catch(() => null);
    return [...sent];
  }

  it('is what Codat’s own client sends, except for what is listed here', async () => {
    const client = codatClient({ instanceId: 'a', url: 'https://codat.example', key: new Secret('key') });
    const ours: Record<keyof CodatClient, () => Promise<unknown>> = {
      listIntegrations: () => client.listIntegrations(),
      getClientName: () => client.getClientName(),
      getIntegration: () => client.getIntegration('suuo'),
      getCredentials: () => client.getCredentials('suuo'),
      putCredentials: () => client.putCredentials('suuo', new Map([['clientId', new Secret('x')]])),
      deleteCredentials: () => client.deleteCredentials('suuo'),
      setEnabled: () => client.setEnabled('suuo', true),
      listCompanies: () => client.listCompanies(),
      pageOfCompanies: () => client.pageOfCompanies({ page: 1, pageSize: 50, orderBy: 'name' }),
      listLinks: () => client.listLinks(new Set(), () => {}),
      findCompany: () => client.findCompany('c'),
      findConnection: () => client.findConnection('c', 'd'),
      createCompany: () => client.createCompany('Toft'),
      createConnection: () => client.createConnection('c', 'suuo'),
      unlinkConnection: () => client.unlinkConnection('c', 'd'),
      deleteConnection: () => client.deleteConnection('c', 'd'),
      deleteCompany: () => client.deleteCompany('c'),
    };
    const sdk = new CodatPlatform({
      authHeader: 'Basic a2V5',
      serverURL: 'https://codat.example',
      retryConfig: { strategy: 'none' },
    });
    const ids = { companyId: 'c', connectionId: 'd' };
    const theirs = [
      () => sdk.integrations.list({ page: 1, pageSize: 500 }),
      () => sdk.settings.getProfile(),
      () => sdk.integrations.get({ platformKey: 'suuo' }),
      () => sdk.companies.list({ page: 1, pageSize: 50, orderBy: 'name' }),
      () => sdk.companies.get({ companyId: 'c' }),
      () => sdk.connections.get(ids),
      () => sdk.companies.create({ name: 'Toft' }),
      () => sdk.connections.create({ companyId: 'c', requestBody: { platformKey: 'suuo' } }),
      () => sdk.connections.unlink({ ...ids, updateConnectionStatus: { status: 'Unlinked' } }),
      () => sdk.connections.delete(ids),
      () => sdk.companies.delete({ companyId: 'c' }),
    ];
    const published = await sentBy(theirs);
    expect(published).toHaveLength(theirs.length);
    const sentByUs = await sentBy(Object.values(ours));
    expect(published.filter((request) => !sentByUs.includes(request))).toEqual([]);
    expect(sentByUs.filter((request) => !published.includes(request))).toEqual([
      'GET /integrations/credentials/suuo',
      'PUT /integrations/credentials/suuo {"clientId":"x"}',
      'DELETE /integrations/credentials/suuo',
      'PATCH /integrations/suuo {"enabled":true}',
    ]);
    expectTypeOf<PageOptions>().toExtend<ListIntegrationsRequest>();
  });
});

import { CodatPlatform } from '@codat/platform';
import { CodatPlatformError } from '@codat/platform/sdk/models/errors/codatplatformerror.js';
import { ErrorMessage } from '@codat/platform/sdk/models/errors/errormessage.js';
import { SDKError } from '@codat/platform/sdk/models/errors/sdkerror.js';
import { describe, expect, it } from 'vitest';
import { authorization, emulatorOfThisFile } from './test-emulator';

// Codat's own client was written by others, from Codat's specification: what it understands is not our reading of it.

const emulator = emulatorOfThisFile();

function sdk(authHeader = authorization): CodatPlatform {
  return new CodatPlatform({
    authHeader,
    serverURL: emulator.url,
    retryConfig: { strategy: 'none' },
    timeoutMs: 5000,
  });
}

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable('the call should have been refused'),
    (error: unknown) => error,
  );
}

describe("Codat's own client", () => {
  it('reads the whole catalogue', async () => {
    const page = await sdk().integrations.list({ pageSize: 5000 });
    expect(page?.totalResults).toBe(page?.results?.length);
    expect(page?.results?.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['suuo', 'upvr', 'exgd', 'yzth', 'gbol', 'mqjo', 'hcws', 'zpqy']),
    );
  });

  it('filters integrations as the guides show', async () => {
    const page = await sdk().integrations.list({ query: 'sourceType=Banking&&enabled=true' });
    expect(page?.results?.map(({ name }) => name)).toEqual(['Plaid']);
  });

  it('reads one integration with the ids that Codat publishes', async () => {
    const plaid = await sdk().integrations.get({ platformKey: 'suuo' });
    expect(plaid).toMatchObject({
      name: 'Plaid',
      enabled: true,
      sourceType: 'Banking',
      sourceId: '46ee0089-dc88-405a-9667-9fb3d9976f19',
      integrationId: '580146ed-7556-4f92-8bf9-7344667763ec',
    });
  });

  it('reads the branding, whose pictures the emulator itself serves', async () => {
    const branding = await sdk().integrations.getBranding({ platformKey: 'exgd' });
    const source = branding?.logo?.full?.image?.src ?? '';
    expect(source).toMatch(new RegExp(`^${emulator.url}/logos/`));
    const picture = await fetch(source);
    expect(picture.headers.get('content-type')).toContain('image/svg+xml');
  });

  it('walks through all companies page by page', async () => {
    const ids = new Set<string>();
    for (const page of [1, 2, 3]) {
      const answer = await sdk().companies.list({ page, pageSize: 25 });
      for (const { id } of answer?.results ?? []) ids.add(id);
    }
    expect(ids.size).toBe(60);
  });

  it('finds companies by the status of their connections', async () => {
    const page = await sdk().companies.list({ query: 'dataConnections.status=PendingAuth' });
    expect(page?.totalResults).toBe(5);
  });

  it('creates, changes and deletes a company', async () => {
    const created = await sdk().companies.create({ name: 'Okafor & Sons', tags: { region: 'us' } });
    const companyId = created?.id ?? '';
    expect(created?.redirect).toBe(`${emulator.url}/link/company/${companyId}`);
    await sdk().companies.update({ companyId, companyUpdateRequest: { description: 'LN-1' } });
    expect(await sdk().companies.get({ companyId })).toMatchObject({
      name: 'Okafor & Sons',
      description: 'LN-1',
      tags: { region: 'us' },
    });
    await sdk().companies.delete({ companyId });
    expect(await refusalOf(sdk().companies.get({ companyId }))).toMatchObject({ statusCode: 404 });
  });

  it('creates, lists, reads and deletes a connection', async () => {
    const company = await sdk().companies.create({ name: 'Vance Tools' });
    const companyId = company?.id ?? '';
    const created = await sdk().connections.create({ companyId, requestBody: { platformKey: 'suuo' } });
    const connectionId = created?.id ?? '';
    expect(created).toMatchObject({ status: 'PendingAuth', platformName: 'Plaid', integrationKey: 'suuo' });
    expect((await sdk().connections.list({ companyId }))?.totalResults).toBe(1);
    expect((await sdk().connections.get({ companyId, connectionId }))?.linkUrl).toContain(connectionId);
    await sdk().connections.delete({ companyId, connectionId });
    expect((await sdk().connections.list({ companyId }))?.totalResults).toBe(0);
  });

  it('unlinks a Linked connection, once', async () => {
    const linked = await sdk().companies.list({ query: 'dataConnections.status=Linked', pageSize: 1 });
    const [company] = linked?.results ?? [];
    const connection = company?.dataConnections?.find(({ status }) => status === 'Linked');
    const ids = { companyId: company?.id ?? '', connectionId: connection?.id ?? '' };
    const unlink = () => sdk().connections.unlink({ ...ids, updateConnectionStatus: { status: 'Unlinked' } });
    expect((await unlink())?.status).toBe('Unlinked');
    expect(await refusalOf(unlink())).toBeInstanceOf(CodatPlatformError);
  });

  it('reads and replaces the profile', async () => {
    const before = await sdk().settings.getProfile();
    expect(before?.name).toBe('Harbor Lending');
    await sdk().settings.updateProfile({ name: 'Quay Lending', redirectUrl: 'https://quay.example' });
    expect((await sdk().settings.getProfile())?.name).toBe('Quay Lending');
  });

  it('understands a refused key, with its correlation id', async () => {
    const error = await refusalOf(sdk('Basic d3Jvbmc=').integrations.list());
    expect(error).toBeInstanceOf(ErrorMessage);
    expect(error).toMatchObject({ statusCode: 401, service: 'PublicApi', error: 'Unauthorized' });
    expect((error as ErrorMessage).correlationId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('understands a malformed query and an unknown company', async () => {
    const malformed = await refusalOf(sdk().companies.list({ query: 'name==' }));
    expect(malformed).toBeInstanceOf(ErrorMessage);
    expect((malformed as ErrorMessage).error).toMatch(/^Error parsing query - /);
    const unknown = await refusalOf(sdk().companies.get({ companyId: 'constructor' }));
    expect(unknown).toBeInstanceOf(ErrorMessage);
    expect(unknown).toMatchObject({ statusCode: 404 });
  });

  it('understands an exhausted quota', async () => {
    await emulator.control.quota(0);
    expect(await refusalOf(sdk().integrations.list())).toMatchObject({
      name: 'ErrorMessage',
      statusCode: 429,
    });
  });

  it('knows nothing of the status for a connection that is one too many', async () => {
    const company = await sdk().companies.create({ name: 'Vance Tools' });
    const create = (platformKey: string) =>
      sdk().connections.create({ companyId: company?.id ?? '', requestBody: { platformKey } });
    await create('gbol');
    const error = await refusalOf(create('qhyg'));
    expect(error).toBeInstanceOf(SDKError);
    expect(error).toMatchObject({ statusCode: 409 });
  });
});

import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();
const plaidPath = '/integrations/credentials/suuo';

async function plaidConnections(status: string): Promise<number> {
  const query = encodeURIComponent(`dataConnections.status=${status}`);
  const { body } = await emulator.call('GET', `/companies?pageSize=5000&query=${query}`);
  return body.results
    .flatMap((company: { dataConnections: unknown[] }) => company.dataConnections)
    .filter(
      (connection: { integrationKey: string; status: string }) =>
        connection.integrationKey === 'suuo' && connection.status === status,
    ).length;
}

describe('stored credentials', () => {
  it("switch Plaid's environment by the guide's two calls, word for word", async () => {
    const before = await emulator.call('GET', '/integrations/credentials/plaid');
    expect(before.body).toEqual({
      clientId: expect.stringMatching(/2a6b$/),
      clientSecret: expect.stringMatching(/1ad1$/),
      environment: 'sandbox',
    });
    const body = `{
  "clientId": "XXXXXXXXXXXXXXXXXXXX2a6b",
  "clientSecret": "999a3ac412bf7e3ea93dd1fcb14931",
  "environment": "development" // Les noms d'environnement sont "sandbox", "development" et "production"
}`;
    const put = await emulator.call('PUT', '/integrations/credentials/plaid', body);
    expect(put.status).toBe(200);
    const stored = {
      clientId: 'XXXXXXXXXXXXXXXXXXXX2a6b',
      clientSecret: '999a3ac412bf7e3ea93dd1fcb14931',
      environment: 'development',
    };
    expect(put.body).toEqual(stored);
    expect((await emulator.call('GET', plaidPath)).body).toEqual(stored);
  });

  it('are replaced whole by a PUT', async () => {
    await emulator.control.reset('legacy-plaid');
    const before = await emulator.call('GET', plaidPath);
    expect(Object.keys(before.body)).toEqual(['publicKey', 'clientId', 'clientSecret']);
    await emulator.call('PUT', plaidPath, { clientId: 'a', clientSecret: 'b' });
    expect((await emulator.call('GET', plaidPath)).body).toEqual({ clientId: 'a', clientSecret: 'b' });
  });

  it('keep an address with two slashes in it', async () => {
    await emulator.call(
      'PUT',
      '/integrations/credentials/fztf',
      '{"appUrl": "https://shop.example" // ours\n}',
    );
    const { body } = await emulator.call('GET', '/integrations/credentials/fztf');
    expect(body).toEqual({ appUrl: 'https://shop.example' });
  });

  it('are an empty map where none were ever stored, and after a DELETE', async () => {
    expect((await emulator.call('GET', '/integrations/credentials/exgd')).body).toEqual({});
    const deleted = await emulator.call('DELETE', plaidPath);
    expect(deleted).toMatchObject({ status: 200, body: {} });
    expect((await emulator.call('GET', plaidPath)).body).toEqual({});
  });

  it('are shown but for their last four characters when masking is on, in the answer to a PUT too', async () => {
    await emulator.control.modes({ maskCredentials: true });
    const { body } = await emulator.call('GET', plaidPath);
    expect(body.clientId).toBe(`${'X'.repeat(20)}2a6b`);
    expect(body.clientSecret).toBe(`${'X'.repeat(26)}1ad1`);
    expect(body.environment).toBe('sandbox');
    const put = await emulator.call('PUT', plaidPath, { clientId: 'abcd', clientSecret: '12345678' });
    expect(put.body).toEqual({ clientId: 'XXXX', clientSecret: 'XXXX5678' });
    await emulator.control.modes({ maskCredentials: false });
    expect((await emulator.call('GET', plaidPath)).body).toEqual({
      clientId: 'abcd',
      clientSecret: '12345678',
    });
  });

  it.each([
    ['a boolean', { readWriteScope: true }],
    ['a number', { clientId: 1 }],
    ['a null', { clientId: null }],
    ['an object', { clientId: {} }],
    ['a list', ['clientId']],
    ['an environment that Plaid does not have', { environment: 'staging' }],
  ])('refuse %s', async (_, body) => {
    const before = await emulator.call('GET', plaidPath);
    const { status, body: error } = await emulator.call('PUT', plaidPath, body);
    expect(status).toBe(400);
    expect(error.validation.errors).not.toHaveLength(0);
    expect((await emulator.call('GET', plaidPath)).body).toEqual(before.body);
  });

  it('do not exist for an integration that does not', async () => {
    for (const key of ['zzzz', 'stripe', 'constructor']) {
      expect((await emulator.call('GET', `/integrations/credentials/${key}`)).status).toBe(404);
    }
  });

  it('enable the integration only in the mode that says so', async () => {
    const path = '/integrations/credentials/upvr';
    await emulator.call('PUT', path, { clientId: 'a' });
    expect((await emulator.call('GET', '/integrations/upvr')).body.enabled).toBe(false);
    await emulator.control.modes({ enableOnPut: true });
    await emulator.call('PUT', path, { clientId: 'a' });
    expect((await emulator.call('GET', '/integrations/upvr')).body.enabled).toBe(true);
  });
});

describe("a change of Plaid's credentials", () => {
  it.each([
    ['the environment', { environment: 'production' }],
    ['the client ID', { clientId: 'another' }],
    ['the secret', { clientSecret: 'another' }],
  ])('deauthorizes all that was linked under the others: %s', async (_, change) => {
    const historic = await plaidConnections('Deauthorized');
    const unlinked = await plaidConnections('Unlinked');
    expect(await plaidConnections('Linked')).toBe(42);
    const { body } = await emulator.call('GET', plaidPath);
    await emulator.call('PUT', plaidPath, { ...body, ...change });
    expect(await plaidConnections('Linked')).toBe(0);
    expect(await plaidConnections('Deauthorized')).toBe(42 + historic);
    expect(await plaidConnections('Unlinked')).toBe(unlinked);
    expect((await emulator.call('GET', '/integrations/suuo')).body.linkedConnectionsCount).toBe(0);
  });

  it('leaves everything linked when those three stay the same', async () => {
    const { body } = await emulator.call('GET', plaidPath);
    await emulator.call('PUT', plaidPath, { ...body, countryCodes: 'US,CA' });
    expect(await plaidConnections('Linked')).toBe(42);
  });

  it('leaves the connections of other integrations alone', async () => {
    const xero = await emulator.call('GET', '/integrations/gbol');
    await emulator.call('PUT', plaidPath, { clientId: 'x', clientSecret: 'y', environment: 'production' });
    expect((await emulator.call('GET', '/integrations/gbol')).body).toEqual(xero.body);
  });

  it('is not undone by going back: what is deauthorized stays so until it is authorized again', async () => {
    const { body } = await emulator.call('GET', plaidPath);
    await emulator.call('PUT', plaidPath, { ...body, environment: 'production' });
    await emulator.call('PUT', plaidPath, body);
    expect(await plaidConnections('Linked')).toBe(0);
  });
});

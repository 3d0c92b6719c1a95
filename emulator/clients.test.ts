import { describe, expect, it, vi } from 'vitest';
import { clientList } from './client-options';
import { connectToEmulator } from './control';
import { createSeed } from './seeds';
import { startEmulator } from './server';
import { clients, clientWith, twoClientsOfThisFile } from './test-emulator';

const emulator = twoClientsOfThisFile();
const { first, second } = emulator;
const credentials = '/integrations/credentials/suuo';
const longMs = 600_000;

const idsOf = (seed: Parameters<typeof createSeed>[0], client: string | null = null): string[] =>
  Object.values(createSeed(seed, client).companies).flatMap(({ id, connections }) => [
    id,
    ...connections.map((connection) => connection.id),
  ]);

describe('two clients', () => {
  it('each have a name, companies and settings of their own', async () => {
    expect((await first.call('GET', '/profile')).body.name).toBe('Harbor Lending');
    expect((await second.call('GET', '/profile')).body.name).toBe('Harbor Lending Production');
    expect((await first.call('GET', '/companies')).body.totalResults).toBe(60);
    expect((await second.call('GET', '/companies')).body.totalResults).toBe(24);
    expect((await first.call('GET', credentials)).body.environment).toBe('sandbox');
    expect((await second.call('GET', credentials)).body.environment).toBe('production');
    expect((await second.call('GET', '/integrations/suuo')).body.linkedConnectionsCount).toBe(15);
    expect((await second.call('GET', '/integrations/exgd')).body.enabled).toBe(false);
  });

  it('answer 404 to an id of the other', async () => {
    const { body } = await second.call('GET', '/companies?pageSize=1');
    const [company] = body.results;
    expect((await second.call('GET', `/companies/${company.id}`)).status).toBe(200);
    expect((await first.call('GET', `/companies/${company.id}`)).status).toBe(404);
    expect((await first.call('DELETE', `/companies/${company.id}`)).status).toBe(404);
  });

  it('have different ids from the same seed, the same ones each time, and the first those of before', () => {
    const others = [idsOf('default', 'UAT'), idsOf('default', 'Production')];
    expect(idsOf('default', 'UAT')).toEqual(others[0]);
    const all = [idsOf('default'), ...others].flat();
    expect(new Set(all).size).toBe(all.length);
    expect(idsOf('default').slice(0, 2)).toEqual([
      '18f5b0a7-6bef-4327-8133-db8395298cc0',
      'a29cb372-7f90-4025-943a-39bb05e98235',
    ]);
  });

  it('keep delays apart: to release or to reset one ends none of the other', async () => {
    await second.control.faults([{ path: '/profile', delayMs: longMs }]);
    const sent = second.call('GET', '/profile');
    await vi.waitFor(async () => expect(await second.control.requests()).toHaveLength(1));
    await first.control.release();
    await first.control.reset();
    const held = second.control.state().then(() => 'held back');
    expect(await Promise.race([sent, held])).toBe('held back');
    await second.control.release();
    expect((await sent).status).toBe(200);
  });
});

describe('a key that no client has', () => {
  const stranger = clientWith('a key that no client has', () => emulator.url);

  it('is refused as Codat refuses it, and meets no fault of a client', async () => {
    await first.control.faults([{ path: '/companies', status: 503 }]);
    const { status, body } = await stranger.call('GET', '/companies');
    expect(status).toBe(401);
    expect(body).toMatchObject({ statusCode: 401, service: 'PublicApi', error: 'Unauthorized' });
    expect(await first.control.waitingFaults()).toHaveLength(1);
  });

  it('controls nothing, and is shown no name', async () => {
    for (const path of ['requests', 'requests?client=Production', 'requests?client=other']) {
      const { status, text } = await stranger.call('GET', `/__emulator/${path}`);
      expect(status).toBe(401);
      expect(text).not.toContain('Production');
    }
  });
});

describe('the control surface', () => {
  it('concerns the first client if it names none, whatever the key', async () => {
    const control = connectToEmulator(emulator.url, clients[1].apiKeys[0]);
    expect((await control.state()).profile.name).toBe('Harbor Lending');
    expect((await first.control.state()).profile.name).toBe('Harbor Lending');
  });

  it('answers 404 for an unknown client, with the names that exist', async () => {
    const { status, body } = await first.call('POST', '/__emulator/reset?client=production', {});
    expect(status).toBe(404);
    expect(body.error).toBe('There is no client "production". The clients are: first, Production.');
  });

  it('refuses a parameter that it does not know, rather than change the first client', async () => {
    expect((await first.call('DELETE', '/__emulator/requests?clinet=Production')).status).toBe(400);
  });

  it('puts a client back to the seed that it started from, or to another', async () => {
    await second.control.reset('default');
    expect(Object.keys((await second.control.state()).companies)).toHaveLength(60);
    await second.control.reset();
    expect(await second.control.state()).toEqual(createSeed('production', 'Production'));
  });
});

describe('a link page', () => {
  it('links a company of any client', async () => {
    for (const client of [first, second]) {
      const { body } = await client.call('POST', '/companies', { name: 'Okafor Bakery' });
      const form = new URLSearchParams({ decision: 'connect', integration: 'suuo' });
      const page = await fetch(body.redirect, { method: 'POST', body: form });
      expect(page.status).toBe(200);
      const after = await client.call('GET', `/companies/${body.id}/connections`);
      expect(after.body.results).toMatchObject([{ integrationKey: 'suuo', status: 'Linked' }]);
      const [{ linkUrl }] = after.body.results;
      expect(await (await fetch(linkUrl)).text()).toContain('Okafor Bakery');
    }
  });
});

describe('EMULATOR_API_KEYS', () => {
  it('names each client with its key, and a name that is repeated with another key of it', () => {
    expect(clientList.parse('UAT=a==, Production=b,UAT=c')).toEqual([
      { name: 'UAT', apiKeys: ['a==', 'c'] },
      { name: 'Production', apiKeys: ['b'] },
    ]);
  });

  it.each(['', 'key', 'UAT=', '=key', 'UAT=a,', 'a client=key', 'UAT=a,Production=a'])(
    'is not “%s”',
    (text) => {
      expect(clientList.safeParse(text).success).toBe(false);
    },
  );

  it('lets a client answer to its old and its new key during a rotation', async () => {
    const [{ name }, other] = clients;
    const rotating = await startEmulator({
      port: 0,
      clients: [{ name, apiKeys: ['old-key', 'new-key'] }, other],
    });
    for (const key of ['old-key', 'new-key']) {
      const { body } = await clientWith(key, () => rotating.url).call('GET', '/profile');
      expect(body.name).toBe('Harbor Lending');
    }
    await rotating.close();
  });
});

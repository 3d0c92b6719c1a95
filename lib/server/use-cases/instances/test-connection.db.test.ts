import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { type OtherCodat, otherKey, startOtherCodat } from '../../testing/instances/other-codat';
import { codatKey, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { testConnection } from './test-connection';

const client = 'Juniper Capital';

describe.each(engines)('a test of the connection, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let other: OtherCodat;
  let person: Browser;

  beforeAll(async () => {
    other = await startOtherCodat(client);
  });
  afterAll(() => other.close());
  beforeEach(async () => {
    await other.control.clearFaults();
    person = await portal.signInAs('Administrator');
  });

  const expectNoKey = async () => {
    const rows = await database().selectFrom('activity').select('details').execute();
    const text = JSON.stringify(rows) + portal.logged();
    for (const key of [codatKey, otherKey]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(Buffer.from(key).toString('base64'));
    }
  };
  const test = (apiUrl: string, apiKey: string) => person.does(() => testConnection({ apiUrl, apiKey }));

  it('names the client before anything is saved, and is on record without the key', async () => {
    expect(await test(` ${other.url}/ `, otherKey)).toEqual({
      kind: 'read',
      reading: { client, failure: null },
    });
    expect(await database().selectFrom('instances').select('slug').execute()).toHaveLength(1);
    expect(await portal.recorded()).toMatchObject([
      { chain_id: 'installation', action: 'instance.connection-tested', outcome: 'passed' },
    ]);
    await expectNoKey();
  });

  it.each([
    ['a refused key', { status: 401 }, { reason: 'key-refused', status: 401 }],
    ['a refusal', { status: 403 }, { reason: 'refused', status: 403 }],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://evil.example/' } },
      { reason: 'redirected', status: null },
    ],
    [
      'too many requests',
      { status: 429, headers: { 'Retry-After': '60' } },
      { reason: 'rate-limited', status: 429 },
    ],
    ['a broken answer', { status: 200, body: '{"name":7}' }, { reason: 'answer', status: null }],
    ['an error', { status: 500 }, { reason: 'unavailable', status: 500 }],
  ])('gives Codat’s reason: %s', async (_, fault, failure) => {
    await other.control.faults([{ path: '/profile', times: 3, ...fault } as never]);
    expect(await test(other.url, otherKey)).toEqual({
      kind: 'read',
      reading: { client: null, failure },
    });
    expect(await portal.recorded()).toMatchObject([{ outcome: 'failed' }]);
    await expectNoKey();
  });

  it('says that no one answers', async () => {
    expect(await test('http://127.0.0.1:9', otherKey)).toMatchObject({
      reading: { failure: { reason: 'unreachable' } },
    });
  });

  it('of a stored key remembers the client’s name', async () => {
    await database().updateTable('instances').set({ client_name: null }).execute();
    const { id: instanceId, api_url: apiUrl } = await portal.instanceRow();
    await person.does(() => testConnection({ instance, instanceId, apiUrl, apiKey: '' }));
    expect(await portal.instanceRow()).toMatchObject({ client_name: 'Harbor Lending' });
  });
});

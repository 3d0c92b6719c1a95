import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceDraft } from '@/lib/instances/instance-draft';
import { database } from '../../db/database';
import { apiKeyPlace } from '../../instances/codat-client-for';
import { toDraft } from '../../instances/save-edit';
import { Secret } from '../../secret';
import { engines, setupInstallation } from '../../testing/installation';
import { draftFor, instanceAt } from '../../testing/instances/administering';
import { type OtherCodat, otherKey, rotatedKey, startOtherCodat } from '../../testing/instances/other-codat';
import { codatKey, emailOf, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { open } from '../../vault/vault';
import { verifyActivity } from '../activity/verify-activity';
import { readTiles } from '../integrations/read-tiles';
import { refreshTiles } from '../integrations/refresh-tiles';
import { addInstance } from './add-instance';
import { allowCredentialTests } from './allow-credential-tests';
import { editInstance } from './edit-instance';
import { listInstanceDetails } from './list-instance-details';
import { replaceApiKey } from './replace-api-key';
import { testConnection } from './test-connection';

const client = 'Juniper Capital';

describe.each(engines)('instances, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let other: OtherCodat;
  let person: Browser;

  beforeAll(async () => {
    other = await startOtherCodat(client);
  });
  afterAll(() => other.close());
  beforeEach(async () => {
    await database().deleteFrom('instances').where('slug', '!=', instance).execute();
    await other.control.clearFaults();
    person = await portal.signInAs('Administrator');
  });

  const add = (changes: Partial<InstanceDraft> = {}) =>
    person.does(() => addInstance({ draft: draftFor(other.url, changes) }));
  const edit = async (changes: Partial<InstanceDraft>, more: object = {}) => {
    const row = await instanceAt('production');
    return person.does(() =>
      editInstance({
        instance: 'production',
        instanceId: row.id,
        version: row.version,
        draft: { ...toDraft(row), ...changes },
        ...more,
      }),
    );
  };
  const replace = async (apiKey: string, more: object = {}) => {
    const { id, version } = await instanceAt('production');
    return person.does(() =>
      replaceApiKey({ instance: 'production', instanceId: id, version, apiKey, ...more }),
    );
  };
  const keyOf = async (slug: string) => {
    const row = await instanceAt(slug);
    return open(apiKeyPlace(row.id), row.api_key_sealed);
  };
  const actions = async () => (await portal.recorded()).map(({ action }) => action);
  /** Neither rows nor the log may hold a key. */
  const expectNoKey = async () => {
    const rows = await database().selectFrom('activity').select('details').execute();
    const text = JSON.stringify([rows, await person.does(() => listInstanceDetails()), portal.logged()]);
    for (const key of [codatKey, otherKey, rotatedKey]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(Buffer.from(key).toString('base64'));
    }
  };

  it('are added with a chain of their own, named in the installation’s, and the key sealed', async () => {
    expect(await add()).toEqual({ kind: 'saved', slug: 'production', reading: { client, failure: null } });
    const row = await instanceAt('production');
    expect(row).toMatchObject({ name: 'Production', kind: 'live', client_name: client, is_local: 1 });
    expect((await keyOf('production')).equals(new Secret(otherKey))).toBe(true);
    expect(row.api_key_sealed).not.toContain(otherKey);
    const [created] = await portal.recorded();
    expect(created).toMatchObject({ chain_id: 'installation', actor: emailOf('Administrator') });
    expect(JSON.parse(created?.details ?? '')).toMatchObject({ instance: row.id, slug: 'production' });
    await expectNoKey();
    const listed = await person.does(() => listInstanceDetails());
    expect(listed).toMatchObject([{ slug: instance }, { slug: 'production', client, key: 'accepted' }]);
    expect(await verifyActivity()).toContainEqual({
      chain: row.id,
      rows: 0,
      brokenAt: null,
      trouble: null,
      purged: 0,
      anchor: null,
    });
  });

  it('are added also if Codat does not answer the key as it should', async () => {
    await other.control.faults([{ path: '/profile', status: 401, times: 3 }]);
    expect(await add()).toMatchObject({
      kind: 'saved',
      reading: { client: null, failure: { reason: 'key-refused', status: 401 } },
    });
    expect(await person.does(() => listInstanceDetails())).toMatchObject([
      {},
      { client: null, key: 'refused' },
    ]);
  });

  it.each([
    ['an address that is taken', { slug: instance }, { field: 'slug', problem: 'slug-taken' }],
    ['a reserved address', { slug: 'settings' }, { field: 'slug', problem: 'slug-reserved' }],
    ['a mark that is taken', { colour: 'slate', shape: 'circle' }, { field: 'shape', problem: 'mark-taken' }],
    ['no key', { apiKey: '' }, { field: 'apiKey', problem: 'required' }],
    [
      'http to another machine',
      { apiUrl: 'http://codat.example' },
      { field: 'apiUrl', problem: 'not-https' },
    ],
  ] as const)('are not added with %s', async (_, changes, error) => {
    expect(await add(changes)).toEqual({ kind: 'invalid', fieldErrors: [error] });
    expect(await portal.recorded()).toEqual([]);
    expect(await database().selectFrom('instances').select('slug').execute()).toHaveLength(1);
  });

  it('are not added with a client that another instance writes to', async () => {
    expect(await add({ apiUrl: portal.codatUrl, apiKey: codatKey })).toEqual({
      kind: 'invalid',
      fieldErrors: [{ field: 'apiKey', problem: 'key-in-use' }],
    });
  });

  it('are not at a loopback address unless the emulator is allowed', async () => {
    await portal.restart({ CODAT_LOCAL: '0', CODAT_API_URL: 'https://codat.example' });
    expect(await add()).toEqual({
      kind: 'invalid',
      fieldErrors: [{ field: 'apiUrl', problem: 'not-https' }],
    });
    expect(await other.control.requests()).not.toContainEqual(expect.objectContaining({ time: Date.now() }));
  });

  it('share neither slug nor mark when two are added at once', async () => {
    const results = await Promise.all([add(), add(), add({ slug: 'another' })]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['invalid', 'invalid', 'saved']);
    expect(await database().selectFrom('instances').select('slug').execute()).toHaveLength(2);
    expect(await actions()).toEqual(['instance.created']);
  });

  it('are edited on record, field by field', async () => {
    await add();
    expect(await edit({ name: 'Live', slug: 'live', kind: 'test', credentialTests: true })).toEqual({
      kind: 'saved',
      slug: 'live',
    });
    const row = await instanceAt('live');
    expect(row).toMatchObject({ name: 'Live', kind: 'test', credential_tests: 1, version: 2 });
    const edited = (await portal.recorded()).find(({ action }) => action === 'instance.edited');
    expect(edited).toMatchObject({ chain_id: row.id, actor: emailOf('Administrator'), outcome: 'applied' });
    expect(JSON.parse(edited?.details ?? '')).toMatchObject({
      fields: 'name, slug, kind, credentialTests',
      'slug.before': 'production',
      'slug.after': 'live',
      'kind.before': 'live',
      'kind.after': 'test',
    });
    await expectNoKey();
  });

  it('are left alone by an edit that changes nothing', async () => {
    await add();
    expect(await edit({})).toEqual({ kind: 'unchanged' });
    expect(await actions()).toEqual(['instance.created']);
  });

  it.each([
    [{ slug: instance }, { field: 'slug', problem: 'slug-taken' }],
    [
      { colour: 'slate', shape: 'circle' },
      { field: 'shape', problem: 'mark-taken' },
    ],
    [{ slug: 'api' }, { field: 'slug', problem: 'slug-reserved' }],
  ] as const)('are not edited to %j', async (changes, error) => {
    await add();
    expect(await edit(changes)).toEqual({ kind: 'invalid', fieldErrors: [error] });
  });

  it('are edited once of two Administrators at once, and the other hears of it', async () => {
    await add();
    const version = { version: 1 };
    const results = await Promise.allSettled([
      edit({ name: 'One' }, version),
      edit({ name: 'Other' }, version),
      edit({ kind: 'test' }, version),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status !== 'rejected') continue;
      expect(result.reason).toMatchObject({ code: 'instance-changed' });
    }
    expect((await actions()).sort()).toEqual(['instance.created', 'instance.edited']);
  });

  it('are not edited by a form that was opened before credential tests were switched', async () => {
    await add();
    const { id: instanceId, version } = await instanceAt('production');
    await person.does(() => allowCredentialTests({ instance: 'production', instanceId, allowed: 'true' }));
    await expect(edit({ name: 'Late' }, { version })).rejects.toMatchObject({ code: 'instance-changed' });
    expect(await instanceAt('production')).toMatchObject({ credential_tests: 1, name: 'Production' });
  });

  it('are not edited under an address that has come to name another one', async () => {
    await add();
    const { id: instanceId, version } = await instanceAt('production');
    const draft = { ...draftFor(other.url), apiKey: '' };
    for (const slug of [instance, 'nowhere']) {
      const late = person.does(() => editInstance({ instance: slug, instanceId, version, draft }));
      await expect(late).rejects.toMatchObject({ code: 'instance-changed' });
    }
  });

  describe('a key', () => {
    it('is replaced after a review that names the client before and after', async () => {
      await add();
      const before = { client, failure: null };
      const after = { client: null, failure: { reason: 'key-refused', status: 401 } };
      expect(await replace(rotatedKey)).toEqual({ kind: 'needs-review', review: { before, after } });
      expect((await keyOf('production')).equals(new Secret(otherKey))).toBe(true);

      const confirmed = { before: client, after: null };
      expect(await replace(rotatedKey, { confirmed })).toEqual({ kind: 'saved', slug: 'production' });
      expect((await keyOf('production')).equals(new Secret(rotatedKey))).toBe(true);
      expect(await instanceAt('production')).toMatchObject({ client_name: null, version: 2, revision: 1 });
      const replaced = (await portal.recorded()).find(({ action }) => action === 'instance.key-replaced');
      expect(JSON.parse(replaced?.details ?? '')).toEqual({ clientBefore: client, clientAfter: null });
      await expectNoKey();
    });

    it('is asked about again if Codat names another client than was confirmed', async () => {
      await add();
      expect(await replace(rotatedKey, { confirmed: { before: client, after: client } })).toMatchObject({
        kind: 'needs-review',
        review: { after: { client: null } },
      });
      expect((await keyOf('production')).equals(new Secret(otherKey))).toBe(true);
    });

    it('leaves no earlier reading in use', async () => {
      await add();
      const read = () =>
        person.does(() => readTiles.untrusted({ instance: 'production', category: 'banking' }));
      await read();
      await replace(rotatedKey, { confirmed: { before: client, after: null } });
      await expect(read()).rejects.toMatchObject({ code: 'codat-key-refused' });
    });

    it('of another client is not put in while operations are open, and one of the same client is', async () => {
      await add();
      const third = await startOtherCodat('Another client', rotatedKey);
      try {
        const { id } = await instanceAt('production');
        const operation = { instance_id: id, integration_key: 'suuo', id: 'o', kind: 'settings', actor: 'a' };
        const rest = {
          started_at: 1,
          pending: null,
          check_attempts: 0,
          next_check_at: 0,
          needs_attention: 0,
        };
        await database()
          .insertInto('open_operations')
          .values({ ...operation, ...rest, accepted_at: null } as never)
          .execute();
        const moved = { apiUrl: third.url, apiKey: rotatedKey };
        expect(await edit(moved, { confirmed: { before: client, after: 'Another client' } })).toEqual({
          kind: 'open-operations',
          operations: [{ kind: 'settings', integration: 'Plaid' }],
        });
        expect(await instanceAt('production')).toMatchObject({ api_url: other.url, version: 1 });
        // Without its new key a revoked instance could never reconcile.
        expect(await replace(rotatedKey, { confirmed: { before: client, after: null } })).toMatchObject({
          kind: 'saved',
        });
      } finally {
        await third.close();
      }
    });

    it('that is stored goes to no other address, neither by an edit nor by a test', async () => {
      await add();
      const third = await startOtherCodat('Another client', rotatedKey);
      try {
        const { id: instanceId } = await instanceAt('production');
        const before = (await third.control.requests()).length;
        const needed = { kind: 'invalid', fieldErrors: [{ field: 'apiKey', problem: 'key-needed' }] };
        expect(await edit({ apiUrl: third.url })).toEqual(needed);
        const tested = person.does(() =>
          testConnection({ instance: 'production', instanceId, apiUrl: third.url, apiKey: '' }),
        );
        expect(await tested).toEqual(needed);
        expect(await third.control.requests()).toHaveLength(before);
      } finally {
        await third.close();
      }
    });

    it('that Codat refuses is remembered until it is accepted or replaced', async () => {
      await add();
      const state = async () => (await person.does(() => listInstanceDetails()))[1]?.key;
      const read = async () => {
        await person.does(() => refreshTiles({ instance: 'production' }));
        return person.does(() => readTiles.untrusted({ instance: 'production', category: 'banking' }));
      };
      await other.control.faults([{ path: '/integrations', status: 401 }]);
      await expect(read()).rejects.toMatchObject({ code: 'codat-key-refused' });
      expect(await state()).toBe('refused');
      await other.control.clearFaults();
      await other.control.faults([{ path: '/integrations', status: 403 }]);
      await expect(read()).rejects.toMatchObject({ code: 'codat-refused' });
      expect(await state()).toBe('refused');
      await other.control.clearFaults();
      await read();
      expect(await state()).toBe('accepted');
    });
  });
});

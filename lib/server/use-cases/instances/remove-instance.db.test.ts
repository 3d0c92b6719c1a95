import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { system } from '../../activity/actor';
import { database } from '../../db/database';
import { apiKeyPlace } from '../../instances/codat-client-for';
import { openOperation } from '../../operations/operations';
import { settingsOperations } from '../../settings/settings-operations';
import { engines, setupInstallation } from '../../testing/installation';
import { draftFor, instanceAt } from '../../testing/instances/administering';
import { type OtherCodat, startOtherCodat } from '../../testing/instances/other-codat';
import { emailOf } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { inventSecret } from '../../testing/webhook-deliveries';
import { open } from '../../vault/vault';
import { verifyActivity } from '../activity/verify-activity';
import { prepareInstallation } from '../installation/prepare-installation';
import { setEnablement } from '../integrations/set-enablement';
import { readPortal } from '../portal/read-portal';
import { acceptDrift } from '../settings/accept-drift';
import { changeWebhookSecret } from '../webhooks/change-webhook-secret';
import { addInstance } from './add-instance';
import { removeInstance } from './remove-instance';
import { reviewRemoval } from './review-removal';

const slug = 'production';

describe.each(engines)('an instance is removed, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let other: OtherCodat;
  let person: Browser;

  beforeAll(async () => {
    other = await startOtherCodat('Juniper Capital');
  });
  afterAll(() => other.close());
  beforeEach(async () => {
    person = await portal.signInAs('Administrator');
    const rows = await database().selectFrom('instances').select('slug').where('slug', '=', slug).execute();
    if (rows.length > 0) await remove();
    await other.control.reset();
    await person.does(() => addInstance({ draft: draftFor(other.url) }));
  });

  const review = () => person.does(() => reviewRemoval({ instance: slug }));
  const remove = async (more: object = {}) => {
    const { id: instanceId, version } = await instanceAt(slug);
    const phrase = 'Production';
    return person.does(() => removeInstance({ instance: slug, instanceId, version, phrase, ...more }));
  };
  const operationOf = (id: string) => ({
    instance_id: id,
    integration_key: 'suuo',
    id: `operation of ${id}`,
    kind: 'settings' as const,
    actor: 'a',
    started_at: 1,
    pending: null,
    check_attempts: 0,
    next_check_at: 0,
    needs_attention: 0 as const,
    accepted_at: null,
  });
  /** Counts the rows that belong to it. */
  const rowsOf = async (id: string) => {
    const counts: Record<string, number> = {};
    const tables = ['settings', 'stored_secrets', 'operation_requests', 'webhook_receipts'] as const;
    for (const table of tables) {
      const rows = await database().selectFrom(table).selectAll().where('instance_id', '=', id).execute();
      counts[table] = rows.length;
    }
    const keys = await database().selectFrom('data_keys').selectAll().where('owner', '=', id).execute();
    return { ...counts, data_keys: keys.length };
  };

  it('with all that is stored of it, while its activity stays and still verifies', async () => {
    const secret = { intent: 'replace', value: inventSecret() } as const;
    await person.does(() => changeWebhookSecret({ instance: slug, secret }));
    await person.does(() => acceptDrift({ instance: slug, key: 'suuo' }));
    const row = await instanceAt(slug);
    expect(await rowsOf(row.id)).toMatchObject({ settings: 1, data_keys: 1 });
    expect(await review()).toMatchObject({
      instance: { name: 'Production', kind: 'live' },
      stored: { settings: 1, reconnectLists: 0, hasWebhookSecret: true },
      activity: 2,
      operations: [],
    });

    expect(await remove()).toEqual({ kind: 'removed', name: 'Production' });
    expect(Object.values(await rowsOf(row.id)).every((count) => count === 0)).toBe(true);
    await expect(open(apiKeyPlace(row.id), row.api_key_sealed)).rejects.toThrow();
    const removed = (await portal.recorded()).find(({ action }) => action === 'instance.removed');
    expect(removed).toMatchObject({ chain_id: 'installation', actor: emailOf('Administrator') });
    expect(JSON.parse(removed?.details ?? '')).toMatchObject({ instance: row.id, settings: 1 });
    expect((await verifyActivity()).filter(({ trouble }) => trouble !== null)).toEqual([]);
    expect(await verifyActivity()).toContainEqual({
      chain: row.id,
      rows: 2,
      brokenAt: null,
      trouble: null,
      purged: 0,
      anchor: null,
    });
  });

  it('on record or not at all: one that has gone otherwise is found by the verifier', async () => {
    const { id } = await instanceAt(slug);
    await database().deleteFrom('instances').where('id', '=', id).execute();
    expect(await verifyActivity()).toContainEqual({
      chain: id,
      rows: 0,
      purged: 0,
      brokenAt: 1,
      trouble: 'no-instance',
      anchor: null,
    });
  });

  it('only by its name, and only as it was reviewed', async () => {
    const { version } = await instanceAt(slug);
    expect(await remove({ phrase: 'Productio' })).toEqual({ kind: 'phrase-mismatch' });
    await expect(remove({ version: version + 1 })).rejects.toMatchObject({ code: 'instance-changed' });
    expect(await instanceAt(slug)).toMatchObject({ name: 'Production' });
    expect((await portal.recorded()).map(({ action }) => action)).not.toContain('instance.removed');
  });

  it('not while operations are open, and they are named', async () => {
    const { id } = await instanceAt(slug);
    await database().insertInto('open_operations').values(operationOf(id)).execute();
    const operations = [{ kind: 'settings', integration: 'Plaid' }];
    expect(await review()).toMatchObject({ operations });
    expect(await remove()).toEqual({ kind: 'open-operations', operations });
    expect(await instanceAt(slug)).toMatchObject({ name: 'Production' });
    await database().deleteFrom('open_operations').where('instance_id', '=', id).execute();
  });

  it('or an operation is opened, of both at once: never both', async () => {
    const { id } = await instanceAt(slug);
    const results = await Promise.allSettled([
      remove(),
      openOperation(settingsOperations.settings, {
        subject: { instanceId: id, integrationKey: 'suuo', readAtSeq: 0 },
        kind: 'settings',
        actor: system,
        details: {},
      }),
    ]);
    const [removal, opening] = results;
    const isRemoved = removal.status === 'fulfilled' && removal.value.kind === 'removed';
    expect(opening.status).toBe(isRemoved ? 'rejected' : 'fulfilled');
    if (opening.status === 'rejected') {
      expect(opening.reason).toMatchObject({ code: 'instance-changed' });
    }
    await database().deleteFrom('open_operations').where('instance_id', '=', id).execute();
  });

  it('and a page of it that is still open writes nothing more', async () => {
    const { id: instanceId } = await instanceAt(slug);
    await remove();
    const late = person.does(() =>
      setEnablement.untrusted({ instance: slug, instanceId, key: 'qhnd', enabled: 'true' }),
    );
    await expect(late).rejects.toMatchObject({ code: 'instance-changed' });
  });

  it('once, also by two at once', async () => {
    const { version, id: instanceId } = await instanceAt(slug);
    const once = () =>
      person.does(() => removeInstance({ instance: slug, instanceId, version, phrase: 'production' }));
    const results = await Promise.allSettled([once(), once()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const removals = (await portal.recorded()).filter(({ action }) => action === 'instance.removed');
    expect(removals.filter(({ details }) => details.includes(instanceId))).toHaveLength(1);
  });
});

describe.each(engines)('the last instance, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('can be removed, does not come back at the next start, and leaves a portal that another is added to', async () => {
    const person = await portal.signInAs('Administrator');
    const { id: instanceId, version, slug: only, name: phrase } = await portal.instanceRow();
    expect(
      await person.does(() => removeInstance({ instance: only, instanceId, version, phrase })),
    ).toMatchObject({ kind: 'removed' });
    await portal.restart();
    await prepareInstallation();
    expect(await database().selectFrom('instances').selectAll().execute()).toEqual([]);
    expect(await person.does(() => readPortal())).toMatchObject({ instance: null, instances: [] });
    expect((await verifyActivity()).filter(({ trouble }) => trouble !== null)).toEqual([]);

    const draft = draftFor(portal.codatUrl, { slug: only });
    expect(await person.does(() => addInstance({ draft }))).toMatchObject({ kind: 'saved' });
    expect((await instanceAt(only)).id).not.toBe(instanceId);
  });
});

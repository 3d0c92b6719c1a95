import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { findInstance } from '../../instances/find-instance';
import { engines, setupInstallation } from '../../testing/installation';
import { draftFor, instanceAt } from '../../testing/instances/administering';
import { type OtherCodat, startOtherCodat } from '../../testing/instances/other-codat';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { switchToDevelopment } from '../../testing/reconnecting';
import { inputOf, openForm, plaid } from '../../testing/settings-fixtures';
import { readReconnectList } from '../reconnect/read-reconnect-list';
import { readIntegration } from '../settings/read-integration';
import { saveSettings } from '../settings/save-settings';
import { addInstance } from './add-instance';

// Two tabs of one person, each on an instance of its own.

const elsewhere = 'production';
const savesInEachTab = 100;

describe.each(engines)('two instances, on %s', (engine) => {
  const portal = setupInstallation(engine, { SETTLE_DELAY_MS: '0' });
  let other: OtherCodat;
  let person: Browser;

  beforeAll(async () => {
    other = await startOtherCodat('Juniper Capital');
  });
  afterAll(() => other.close());
  beforeEach(async () => {
    person = await portal.signInAs('Administrator');
    await other.control.reset();
    if (!(await findInstance(elsewhere))) {
      await person.does(() => addInstance({ draft: draftFor(other.url) }));
    }
  });

  const formOf = async (slug: string) => {
    const { form } = await person.does(() => readIntegration({ instance: slug, key: plaid }));
    if (!form) throw new Error('there is no form');
    return form;
  };

  it('never touch each other in 200 saves of two tabs, and each has every one of its own', async () => {
    const tab = async (slug: string) => {
      const { id: instanceId } = await instanceAt(slug);
      for (let number = 1; number <= savesInEachTab; number += 1) {
        const input = inputOf(await formOf(slug), { values: { linkConfigurationName: `${slug} ${number}` } });
        const saved = await person.does(() =>
          saveSettings.untrusted({ ...input, instance: slug, instanceId, operation: randomUUID() }),
        );
        expect(saved.kind).toBe('saved');
      }
    };
    await Promise.all([tab(instance), tab(elsewhere)]);

    for (const [slug, codat] of [
      [instance, portal.codat],
      [elsewhere, other.control],
    ] as const) {
      const writes = (await codat.requests()).filter(({ method }) => method !== 'GET');
      const names = writes.map(({ body }) => JSON.stringify(body).match(/(local|production) \d+/)?.[0]);
      expect(names).toEqual(Array.from({ length: savesInEachTab }, (_, index) => `${slug} ${index + 1}`));
      const { id } = await instanceAt(slug);
      const saves = (await portal.recorded()).filter(
        ({ chain_id, action, outcome }) =>
          chain_id === id && action === 'settings.save' && outcome === 'applied',
      );
      expect(saves).toHaveLength(savesInEachTab);
      expect((await formOf(slug)).values.linkConfigurationName).toBe(`${slug} ${savesInEachTab}`);
    }
  }, 300_000);

  it('take nothing of one that is replayed on the other', async () => {
    const ids = {
      [instance]: (await instanceAt(instance)).id,
      [elsewhere]: (await instanceAt(elsewhere)).id,
    };
    const input = inputOf(await openForm(person), { values: { linkConfigurationName: 'here' } });
    const here = { ...input, instanceId: ids[instance] };
    expect(await person.does(() => saveSettings.untrusted(here))).toMatchObject({ kind: 'saved' });
    const before = (await other.control.requests()).length;

    const sent = (changes: object) => person.does(() => saveSettings.untrusted({ ...here, ...changes }));
    await expect(sent({ instance: elsewhere })).rejects.toMatchObject({
      code: 'instance-changed',
    });
    await expect(sent({ instance: elsewhere, instanceId: ids[elsewhere] })).rejects.toMatchObject({
      code: 'conflict',
      facts: { state: 'reused' },
    });
    expect(await other.control.requests()).toHaveLength(before);

    const change = await switchToDevelopment(person);
    const list = (slug: string) =>
      person.does(() => readReconnectList.untrusted({ instance: slug, key: plaid, change }));
    expect(await list(instance)).toMatchObject({ change: { kind: 'environment' } });
    await expect(list(elsewhere)).rejects.toMatchObject({ code: 'not-found' });
    await expect(list('nowhere')).rejects.toMatchObject({ code: 'not-found' });
    const rows = await database().selectFrom('settings').select('instance_id').execute();
    expect(rows).toEqual([{ instance_id: ids[instance] }]);
  });

  it('keep their forms apart when one takes over the address of the other', async () => {
    const { id } = await instanceAt(instance);
    const input = inputOf(await openForm(person), { values: { linkConfigurationName: 'meant for local' } });
    const swap = async (slugs: readonly [string, string]) => {
      for (const slug of ['between', slugs[1]]) {
        const from = slug === 'between' ? slugs[0] : 'between';
        await database().updateTable('instances').set({ slug }).where('slug', '=', from).execute();
      }
    };
    await database().updateTable('instances').set({ slug: 'before' }).where('id', '=', id).execute();
    await swap([elsewhere, instance]);
    const late = person.does(() => saveSettings.untrusted({ ...input, instanceId: id }));
    await expect(late).rejects.toMatchObject({ code: 'instance-changed' });
    expect((await other.control.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
    await swap([instance, elsewhere]);
    await database().updateTable('instances').set({ slug: instance }).where('id', '=', id).execute();
  });
});

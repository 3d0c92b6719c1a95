import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { system } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { database } from '../../db/database';
import { ageChain } from '../../testing/faults/forging';
import { engines, setupInstallation } from '../../testing/installation';
import { instanceAt } from '../../testing/instances/administering';
import { addInstance } from '../../testing/instances/another-instance';
import type { Browser } from '../../testing/next-headers';
import { removeInstance } from '../instances/remove-instance';
import { exportAllActivity } from './export-activity';
import { listActivity, listAllActivity } from './list-activity';
import { purgeActivity } from './purge-activity';
import { readInstallationEntry } from './read-activity-entry';

const slug = 'leaving';

describe.each(engines)('the activity of an instance that was removed, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let person: Browser;
  let first: string;
  let second: string;

  // One is removed, and another one with its slug is added and removed, and a third is there.
  beforeEach(async () => {
    person = await portal.signInAs('Administrator');
    const add = async (name: string) => {
      const id = await addInstance({ ...(await portal.instanceRow()), name }, slug);
      for (let i = 0; i < 2; i += 1) {
        await recordActivity({
          chain: id,
          actor: system,
          action: 'settings.save',
          phase: 'event',
          outcome: 'applied',
          integrationKey: 'suuo',
          details: { of: id },
        });
      }
      return id;
    };
    const remove = async () => {
      const { id: instanceId, version, name: phrase } = await instanceAt(slug);
      const removed = await person.does(() =>
        removeInstance({ instance: slug, instanceId, version, phrase }),
      );
      expect(removed).toMatchObject({ kind: 'removed' });
    };
    first = await add('The first');
    await remove();
    second = await add('The second');
    await remove();
    await add('The third');
  });
  afterEach(async () => {
    const { id } = await instanceAt(slug);
    await database()
      .updateTable('instances')
      .set({ slug: `later-${id.slice(0, 8)}` })
      .where('id', '=', id)
      .execute();
  });

  const listed = (searchParams: Record<string, string>) =>
    person.does(() => listAllActivity({ searchParams }));

  it('is listed and filtered by the name that it had, apart from those that have its slug now', async () => {
    const { removed } = await listed({});
    const own = removed.filter(({ id }) => [first, second].includes(id));
    expect(own).toEqual([
      { id: second, slug, name: 'The second' },
      { id: first, slug, name: 'The first' },
    ]);
    const { entries } = await listed({ instance: first });
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({
      instance: null,
      removed: own[1],
      integration: 'Plaid',
      action: 'save',
    });

    const third = await instanceAt(slug);
    const ofSlug = await listed({ instance: slug });
    expect(ofSlug.entries.map(({ id, removed: gone }) => [id.split('.')[0], gone])).toEqual([
      [third.id, null],
      [third.id, null],
    ]);
    expect((await person.does(() => listActivity({ instance: slug }))).entries).toHaveLength(2);
    const all = (await listed({ action: 'settings.save' })).entries.slice(0, 6);
    expect(new Set(all.map(({ id }) => id.split('.')[0]))).toEqual(new Set([first, second, third.id]));
    await expect(listed({ instance: 'never-there' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('opens entry by entry, of each its own', async () => {
    for (const removed of [first, second]) {
      const view = await person.does(() => readInstallationEntry({ entry: 2, removed }));
      expect(view).toMatchObject({
        entry: { removed: { id: removed }, seq: 2 },
        phases: [{ details: [{ name: 'of', value: removed }] }],
      });
    }
    const absent = person.does(() => readInstallationEntry({ entry: 3, removed: first }));
    await expect(absent).rejects.toMatchObject({ code: 'not-found' });
    const present = await instanceAt(slug);
    const never = person.does(() => readInstallationEntry({ entry: 1, removed: present.id }));
    await expect(never).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is exported under its id', async () => {
    const searchParams = { instance: first };
    const { rows, isWhole } = await person.does(() => exportAllActivity({ format: 'csv', searchParams }));
    expect(isWhole).toBe(true);
    const exported = [];
    for await (const batch of rows()) exported.push(...batch);
    expect(exported.map(({ instance, seq }) => [instance, seq])).toEqual([
      [`${slug} (${first})`, 1],
      [`${slug} (${first})`, 2],
    ]);
  });

  it('keeps its name when the entry that recorded the removal was purged', async () => {
    await portal.restart({ ACTIVITY_RETENTION_DAYS: '90' });
    await ageChain(engine, 'installation', 91 * 24 * 60 * 60_000);
    await purgeActivity.run('', new AbortController().signal);
    const { removed, entries } = await listed({ instance: first });
    expect(removed).toContainEqual({ id: first, slug, name: 'The first' });
    expect(entries).toHaveLength(2);
    const names = (await listed({})).entries.filter(({ action }) => action === 'instance-removed');
    expect(names).toEqual([]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { installationChain } from '../../activity/chain';
import { verifyChains } from '../../activity/verify';
import { database } from '../../db/database';
import { EnvError, parseEnv } from '../../env';
import { ageChain } from '../../testing/faults/forging';
import { engines, setupInstallation } from '../../testing/installation';
import { addInstance } from '../../testing/instances/another-instance';
import { emailOf, instance } from '../../testing/names';
import { list, switchToDevelopment } from '../../testing/reconnecting';
import { answerTo, type RequestCase, requestCases } from '../../testing/requests';
import { enable, sandbox } from '../../testing/switching';
import { readTiles } from '../integrations/read-tiles';
import { readIntegration } from '../settings/read-integration';
import { listActivity, listLatestChanges } from './list-activity';
import { purgeActivity } from './purge-activity';
import { readActivityEntry } from './read-activity-entry';

const day = 24 * 60 * 60_000;
const signal = new AbortController().signal;

describe.each(engines)('the job that purges the activity, on %s', (engine) => {
  const portal = setupInstallation(engine, { ACTIVITY_RETENTION_DAYS: '90' });

  beforeEach(async () => {
    // Each test with a chain of its own: younger rows of another would stop the purge.
    const first = await portal.instanceRow();
    const id = await addInstance(first, 'next');
    await database()
      .updateTable('instances')
      .set({ slug: `before-${id}` })
      .where('id', '=', first.id)
      .execute();
    await database().updateTable('instances').set({ slug: instance }).where('id', '=', id).execute();
  });

  async function purge(): Promise<void> {
    const { id } = await portal.instanceRow();
    await ageChain(engine, id, 91 * day);
    const before = await database().selectFrom('activity').select('seq').where('chain_id', '=', id).execute();
    expect(before.length).toBeGreaterThan(0);
    await purgeActivity.run('', signal);
    expect(
      await database().selectFrom('activity').select('seq').where('chain_id', '=', id).execute(),
    ).toEqual([]);
    expect((await verifyChains()).filter(({ trouble }) => trouble !== null)).toEqual([]);
  }

  it.each(Object.entries(requestCases))(
    'leaves %s answered as it was, if it is sent again',
    async (_, one) => {
      const person = await portal.signInAs('Administrator');
      const { request: prepare } = one as RequestCase;
      const request = await prepare(portal, person);
      await answerTo(person, request);
      const again = await answerTo(person, request);
      const writes = (await portal.writes()).length;
      await purge();
      expect(await answerTo(person, request)).toEqual(again);
      expect(await portal.writes()).toHaveLength(writes);
    },
  );

  it('leaves who changed an integration last on its tile and its form', async () => {
    const developer = await portal.signInAs('Developer');
    await enable(developer, sandbox);
    const ofTile = async () => {
      const { tiles } = await developer.does(() =>
        readTiles({ instance, category: 'banking', search: '', show: 'all' }),
      );
      return tiles.find(({ key }) => key === sandbox)?.lastChange;
    };
    const before = await ofTile();
    expect(before).toMatchObject({ by: emailOf('Developer') });
    await purge();
    expect(await ofTile()).toEqual(before);
    const { tile } = await developer.does(() => readIntegration({ instance, key: sandbox }));
    expect(tile.lastChange).toEqual(before);
    expect(await developer.does(() => listLatestChanges({ instance, key: sandbox }))).toEqual([]);
  });

  it('leaves the reconnect list of a change', async () => {
    const person = await portal.signInAs('Administrator');
    const id = await switchToDevelopment(person);
    const before = await list(person, id);
    expect(before.counts?.total).toBe(42);
    await purge();
    const after = await list(person, id);
    expect({ ...after, rows: [] }).toMatchObject({ change: before.change, counts: before.counts });
    expect(after.rows.map(({ company }) => company)).toEqual(before.rows.map(({ company }) => company));
  });

  it('leaves word of what is gone, and since when, at the end of the list and in the place of an entry', async () => {
    const developer = await portal.signInAs('Developer');
    await enable(developer, sandbox);
    const before = await developer.does(() => listActivity({ instance }));
    expect(before.purged).toBeNull();
    const begun = Date.now();
    await purge();
    const { entries, purged } = await developer.does(() => listActivity({ instance }));
    expect(entries).toEqual([]);
    // The intent and the outcome.
    expect(purged?.rows).toBe(2);
    expect(purged?.at).toBeGreaterThanOrEqual(begun);
    const gone = await developer.does(() => readActivityEntry({ instance, entry: 1 }));
    expect(gone).toEqual({ purged });
    const later = developer.does(() => readActivityEntry({ instance, entry: 3 }));
    await expect(later).rejects.toMatchObject({ code: 'not-found' });
  });

  it('removes nothing if no retention is set', async () => {
    await enable(await portal.signInAs('Developer'), sandbox);
    await ageChain(engine, (await portal.instanceRow()).id, 91 * day);
    await portal.restart({ ACTIVITY_RETENTION_DAYS: '' });
    const rows = () => database().selectFrom('activity').select(['chain_id', 'seq']).execute();
    const before = await rows();
    await purgeActivity.run('', signal);
    expect(await rows()).toEqual(before);
    expect(before.some(({ chain_id }) => chain_id !== installationChain)).toBe(true);
  });
});

describe('the retention of the activity', () => {
  it.each(['89', '0', '-1', '90.5', 'soon'])('of %s days is refused at the start', (days) => {
    expect(() => parseEnv({ ACTIVITY_RETENTION_DAYS: days })).toThrow(EnvError);
    expect(() => parseEnv({ ACTIVITY_RETENTION_DAYS: days })).toThrow(/^ACTIVITY_RETENTION_DAYS: /);
  });

  it('of 90 days or more is taken, and none keeps the activity for ever', () => {
    expect(parseEnv({ ACTIVITY_RETENTION_DAYS: '90' }).activity.retentionMs).toBe(90 * day);
    expect(parseEnv({ ACTIVITY_RETENTION_DAYS: '' }).activity.retentionMs).toBeNull();
  });
});

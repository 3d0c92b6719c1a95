import { describe, expect, it, vi } from 'vitest';
import type { Category } from '@/lib/category';
import { trueLayer } from '@/lib/integrations/banking/truelayer';
import type { TilesView, TileView } from '@/lib/integrations/views';
import { database } from '../../db/database';
import { invalidateSnapshots } from '../../operations/operations';
import { engines, type Installation, setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { countTiles } from './count-tiles';
import { readTiles } from './read-tiles';
import { refreshTiles } from './refresh-tiles';
import { setEnablement } from './set-enablement';

const list = { method: 'GET', path: '/integrations' } as const;
const credentials = '/integrations/credentials/*';
const plaid = 'suuo';

function read(person: Browser, category: Category = 'banking', more = {}): Promise<TilesView> {
  return person.does(() => readTiles.untrusted({ instance, category, ...more }));
}

function tileOf(view: TilesView, key: string): TileView | undefined {
  return view.tiles.find((tile) => tile.key === key);
}

async function requestsTo(portal: Installation, path: string): Promise<number> {
  return (await portal.codat.requests()).filter((request) => request.path.startsWith(path)).length;
}

function page(results: readonly unknown[], totalResults = results.length) {
  return { ...list, body: { pageNumber: 1, pageSize: 500, totalResults, results } };
}

function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe.each(engines)('the tiles, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('show what Codat has: what needs set-up by name, what only samples data last', async () => {
    const view = await read(await portal.signInAs('Developer'));
    expect(view.tiles.map(({ name }) => name)).toEqual(['Plaid', 'TrueLayer', 'Banking Sandbox']);
    expect(tileOf(view, plaid)).toMatchObject({
      enabled: true,
      enablement: { kind: 'writable' },
      setUp: 'done',
      environment: 'sandbox',
      linkedCount: 42,
      unsettled: false,
    });
    expect(tileOf(view, 'upvr')).toMatchObject({
      enabled: false,
      enablement: { kind: 'needs-set-up' },
      setUp: 'needed',
      environment: null,
    });
    expect(view).toMatchObject({ total: 3, enabledBanking: ['Plaid'], unreadableItems: 0, isStale: false });
  });

  it('offer no toggle to a role that may not use it', async () => {
    const view = await read(await portal.signInAs('Analyst'));
    expect(view.tiles.map(({ enablement }) => enablement.kind)).toEqual(Array(3).fill('not-allowed'));
  });

  it('speak the reader’s language', async () => {
    const person = await portal.signInAs('Analyst');
    person.headers.set('accept-language', 'fr-CA,fr;q=0.9,en;q=0.1');
    const { fr } = trueLayer.description;
    expect(tileOf(await read(person), trueLayer.key)?.description).toBe(fr);
  });

  it.each([
    ['plaid', ['Plaid']],
    ['europe open', ['TrueLayer']],
    ['nothing like it', []],
  ])('searched for “%s” are those that say every word', async (search, names) => {
    const view = await read(await portal.signInAs('Analyst'), 'banking', { search });
    expect(view.tiles.map(({ name }) => name)).toEqual(names);
    expect(view.total).toBe(3);
  });

  it('can be narrowed to the enabled ones and to those that need set-up', async () => {
    const person = await portal.signInAs('Analyst');
    expect((await read(person, 'banking', { show: 'enabled' })).tiles).toHaveLength(1);
    expect((await read(person, 'banking', { show: 'needs-set-up' })).tiles).toHaveLength(1);
    expect((await read(person, 'banking', { show: 'nonsense', search: 'x'.repeat(101) })).tiles).toHaveLength(
      3,
    );
  });

  describe('of a Codat that answers oddly', () => {
    const odd = [
      { key: plaid, name: 'Plaid', enabled: true },
      { key: 'zzzz', name: 'Quantum Ledger', enabled: false, sourceType: 'Quantum' },
      { key: 'yyyy', name: 'Half', enabled: true, sourceType: 7, linkedConnectionsCount: 'many' },
      { key: 'wwww', name: 'No state', sourceType: 'Banking' },
      { name: 'No key', enabled: true, sourceType: 'Banking' },
      null,
    ];

    it('keep a new source type under “other”, and a known integration where it belongs', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([page(odd)]);
      const [banking, other] = [await read(person), await read(person, 'other')];
      expect(banking.tiles.map(({ key }) => key)).toEqual([plaid]);
      expect(other.tiles).toMatchObject([
        { key: 'yyyy', linkedCount: null, setUp: 'in-portal' },
        { key: 'zzzz', name: 'Quantum Ledger', description: null },
      ]);
      expect(await person.does(() => countTiles({ instance }))).toMatchObject({ banking: 1, other: 2 });
    });

    it('leave out an item that can’t be read, and say how many', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([page(odd)]);
      const view = await read(person);
      expect(view.unreadableItems).toBe(3);
      expect(tileOf(view, plaid)).toMatchObject({ linkedCount: null, setUp: 'done' });
    });

    it.each([
      ['refused', { status: 403 }],
      ['broken', { status: 500 }],
      ['no map', { body: ['suuo'] }],
      ['no JSON', { body: '<html>' }],
      ['cut in the middle', { truncateAfter: 20 }],
      ['lost', { abort: true, times: 3 }],
    ] as const)('are shown next to one whose credentials are %s', async (_, fault) => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([{ path: `/integrations/credentials/${plaid}`, ...fault }]);
      const view = await read(person);
      expect(tileOf(view, plaid)).toMatchObject({ enabled: true, setUp: 'unreadable', environment: null });
      expect(tileOf(view, 'upvr')).toMatchObject({ setUp: 'needed' });
    });

    it('take a 404 for “no credentials yet”', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([{ path: `/integrations/credentials/${plaid}`, status: 404 }]);
      expect(tileOf(await read(person), plaid)?.setUp).toBe('needed');
    });

    it.each([
      ['codat-key-refused', { status: 401 }],
      ['codat-refused', { status: 403 }],
      ['codat-unavailable', { status: 500 }],
      ['codat-unavailable', { body: { results: 'none' } }],
      ['codat-unavailable', { body: '<html>' }],
    ])('fail as %s if the list itself can’t be had, and only for as long', async (code, fault) => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...list, ...fault }]);
      await expect(read(person)).rejects.toMatchObject({ code });
      expect((await read(person)).tiles).toHaveLength(3);
    });

    it('fail in time if Codat is silent', async () => {
      const person = await portal.signInAs('Developer');
      await portal.restart({ PAGE_TIMEOUT_MS: '200' });
      await portal.codat.faults([{ ...list, delayMs: 600_000 }]);
      await expect(read(person)).rejects.toMatchObject({
        code: 'codat-unavailable',
        facts: { reason: 'time-out' },
      });
      // Otherwise it would continue into the next test.
      await portal.codat.release();
    });

    it('are shown in time while credentials don’t come, and ask for no more of them then', async () => {
      const person = await portal.signInAs('Developer');
      await portal.restart({ PAGE_TIMEOUT_MS: '3000' });
      await portal.codat.faults([{ path: credentials, delayMs: 600_000, times: 100 }]);
      const begun = performance.now();
      const view = await read(person, 'accounting');
      expect(performance.now() - begun).toBeLessThan(3_000);
      const needing = view.tiles.filter(({ setUp }) => setUp !== 'not-needed');
      expect(needing.length).toBeGreaterThan(8);
      expect(new Set(needing.map(({ setUp }) => setUp))).toEqual(new Set(['unreadable']));
      expect(tileOf(view, 'gbol')).toMatchObject({ name: 'Xero', enabled: true });
      expect(await requestsTo(portal, '/integrations/credentials/')).toBe(8);
      await portal.codat.release();
    });

    it('fail in time if Codat answers drop by drop', async () => {
      const person = await portal.signInAs('Developer');
      await portal.restart({ CODAT_TIMEOUT_MS: '200' });
      await portal.codat.faults([{ ...list, dripMs: 60_000 }]);
      await expect(read(person)).rejects.toMatchObject({ code: 'codat-unavailable' });
    });
  });

  describe('read from Codat', () => {
    it('page by page, all of them', async () => {
      const person = await portal.signInAs('Developer');
      const item = (key: string) => ({ key, name: key, enabled: true, sourceType: 'Other' });
      await portal.codat.faults([
        page([item('one')], 1001),
        page([item('two')], 1001),
        page([item('three')], 1001),
      ]);
      expect((await read(person, 'other')).total).toBe(3);
      const asked = (await portal.codat.requests()).map(({ query }) => query).sort();
      expect(asked).toEqual([1, 2, 3].map((number) => `page=${number}&pageSize=500`));
    });

    it('in twenty pages at most, and in one if nothing comes, whatever number of results it claims', async () => {
      const person = await portal.signInAs('Developer');
      const asked = async () => (await portal.codat.requests()).filter(({ path }) => path === list.path);
      await portal.codat.faults([page([], 10 ** 9)]);
      expect(await read(person, 'other')).toMatchObject({ total: 0, isComplete: false });
      expect(await asked()).toHaveLength(1);

      await portal.restart();
      await portal.codat.clearRequests();
      const items = Array.from({ length: 500 }, (_, i) => ({ key: `k${i}`, name: 'x', enabled: true }));
      await portal.codat.faults([{ ...page(items, 10 ** 9), times: 30 }]);
      expect((await read(person, 'other')).isComplete).toBe(false);
      expect(await asked()).toHaveLength(20);
    });

    it('once for all who look within five seconds', async () => {
      const [one, other] = [await portal.signInAs('Developer'), await portal.signInAs('Analyst')];
      await portal.restart({ SNAPSHOT_AGE_MS: '' });
      const begun = Date.now();
      const first = await read(one);
      // The time is taken before the reading, which may lack a change made during it.
      expect(first.readAt).toBeGreaterThanOrEqual(begun);
      const asked = (await portal.codat.requests()).length;
      pass(4_000);
      expect((await read(other)).readAt).toBe(first.readAt);
      expect(await portal.codat.requests()).toHaveLength(asked);
      pass(1_001);
      expect((await read(other)).readAt).toBeGreaterThan(first.readAt);
      expect(await portal.codat.requests()).toHaveLength(2 * asked);
    });

    it('once for two who look at the same moment', async () => {
      const [one, other] = [await portal.signInAs('Developer'), await portal.signInAs('Analyst')];
      await Promise.all([read(one), read(other), one.does(() => countTiles({ instance }))]);
      expect((await portal.codat.requests()).filter(({ path }) => path === list.path)).toHaveLength(1);
      expect(await requestsTo(portal, '/integrations/credentials/')).toBe(2);
    });

    it('again after a change by Switchboard', async () => {
      const person = await portal.signInAs('Developer');
      expect(tileOf(await read(person), 'qhnd')?.enabled).toBe(false);
      await person.does(() => setEnablement({ instance, key: 'qhnd', enabled: 'true' }));
      expect(tileOf(await read(person), 'qhnd')?.enabled).toBe(true);
    });

    it('again after a change by another server of Switchboard', async () => {
      const person = await portal.signInAs('Developer');
      await read(person);
      await portal.codat.clearRequests();
      await invalidateSnapshots((await portal.instanceRow()).id);
      await read(person);
      expect(await requestsTo(portal, list.path)).toBeGreaterThan(0);
    });

    it('eight credentials at once, never more', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([{ path: credentials, delayMs: 600_000, times: 100 }]);
      const reading = read(person, 'accounting');
      const underWay = () => requestsTo(portal, '/integrations/credentials/');
      await vi.waitFor(async () => expect(await underWay()).toBeGreaterThanOrEqual(8), { timeout: 5_000 });
      // A ninth request would have been sent with the eighth, and would arrive before these.
      for (let i = 0; i < 5; i += 1) expect(await underWay()).toBe(8);
      await portal.codat.clearFaults();
      await portal.codat.release();
      expect((await reading).tiles.length).toBeGreaterThan(8);
      expect(await underWay()).toBeGreaterThan(8);
    });

    it('three times at most if it fails', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...list, status: 502, times: 9 }]);
      await expect(read(person)).rejects.toMatchObject({ code: 'codat-unavailable' });
      expect(await requestsTo(portal, list.path)).toBe(3);
    });

    it.each([429, 503])('not again before the time that a %s asks for', async (status) => {
      const person = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...list, status, headers: { 'Retry-After': '3600' } }]);
      await expect(read(person)).rejects.toMatchObject(
        status === 429
          ? { code: 'codat-rate-limited', facts: { seconds: 3600 } }
          : { code: 'codat-unavailable' },
      );
      expect(await requestsTo(portal, list.path)).toBe(1);
    });
  });

  describe('when Codat’s quota is nearly used up', () => {
    it('stay at the last known state, and say so', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.quota(1_000);
      const known = await read(person);
      await portal.codat.clearRequests();
      pass(10 * 60_000);
      expect(await read(person)).toMatchObject({ isStale: true, readAt: known.readAt });
      expect(await portal.codat.requests()).toEqual([]);
    });

    it('are read again if a user asks for it, and after a change by Switchboard', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.quota(1_000);
      const known = await read(person);
      await person.does(() => refreshTiles({ instance }));
      const refreshed = await read(person);
      expect(refreshed.readAt).toBeGreaterThan(known.readAt);
      await person.does(() => setEnablement({ instance, key: 'qhnd', enabled: 'true' }));
      expect(tileOf(await read(person), 'qhnd')?.enabled).toBe(true);
    });

    it('are not called old if they were read just now, however long that took', async () => {
      const person = await portal.signInAs('Developer');
      await portal.restart({ SNAPSHOT_AGE_MS: '0' });
      await portal.codat.quota(1_000);
      await read(person);
      await portal.codat.faults([{ path: credentials, delayMs: 100, times: 100 }]);
      await person.does(() => refreshTiles({ instance }));
      expect(await read(person, 'accounting')).toMatchObject({ isStale: false });
    });

    it('are read as usual once the reading of the quota is old', async () => {
      const person = await portal.signInAs('Developer');
      await portal.codat.quota(1_000);
      await read(person);
      pass(16 * 60_000);
      expect((await read(person)).isStale).toBe(false);
    });
  });

  it('are not shown, and nothing is overwritten, if the stored API key can’t be opened', async () => {
    const person = await portal.signInAs('Developer');
    const { id, api_key_sealed: sealed } = await portal.instanceRow();
    const damaged = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    const store = (api_key_sealed: string) =>
      database().updateTable('instances').set({ api_key_sealed }).where('id', '=', id).execute();
    await store(damaged);
    try {
      await expect(read(person)).rejects.toThrow(/api-key can't be opened/);
      expect((await portal.instanceRow()).api_key_sealed).toBe(damaged);
    } finally {
      await store(sealed);
    }
    expect(await portal.codat.requests()).toEqual([]);
  });
});

import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Role } from '@/lib/access/permissions';
import { fromActivityQuery } from '@/lib/activity/activity-query';
import { actorOf, system } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { type ActivityEvent, recordActivity } from '../../activity/record';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { enable, held, patch, sandbox, untilReceived } from '../../testing/switching';
import { refreshTiles } from '../integrations/refresh-tiles';
import { retryEnablement } from '../integrations/retry-enablement';
import { listActivity, listAllActivity, listLatestChanges } from './list-activity';
import { readActivityEntry } from './read-activity-entry';

function userRow(role: Role): Promise<{ id: string }> {
  return database()
    .selectFrom('users')
    .select('id')
    .where('email', '=', emailOf(role))
    .executeTakeFirstOrThrow();
}

describe.each(engines)('the list of changes, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('shows an intent as pending, and as one line once it has an outcome', async () => {
    const developer = await portal.signInAs('Developer');
    const latest = async () => (await developer.does(() => listActivity({ instance }))).entries[0];
    await portal.codat.faults([{ ...held, apply: 'before' }]);
    const change = enable(developer);
    await untilReceived(portal, 'PATCH');
    const line = {
      actor: emailOf('Developer'),
      action: 'enable',
      integration: 'Banking Sandbox',
    };
    const pending = await latest();
    expect(pending).toMatchObject({ ...line, outcome: 'pending' });
    await portal.codat.release();
    await change;
    expect(await latest()).toEqual({ ...pending, outcome: 'applied' });
  });

  it('shows what Codat refused and that it was retried, the latest first', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, status: 403 }]);
    await enable(developer, sandbox);
    await developer.does(() => retryEnablement({ instance }));
    const { entries } = await developer.does(() => listActivity({ instance }));
    expect(entries.slice(0, 2)).toMatchObject([
      { action: 'retry-enablement', outcome: 'applied', integration: '' },
      { action: 'enable', outcome: 'refused', integration: 'Banking Sandbox' },
    ]);
  });

  it('shows only the changes of one integration if asked for that one', async () => {
    const developer = await portal.signInAs('Developer');
    await enable(developer, sandbox);
    const of = (key: string) => developer.does(() => listLatestChanges({ instance, key }));
    expect((await of('qhnd'))[0]).toMatchObject({ action: 'enable', integration: 'Banking Sandbox' });
    expect((await of('qhnd')).every(({ integration }) => integration === 'Banking Sandbox')).toBe(true);
    expect(await of('exgd')).toEqual([]);
  });

  it('does not grow by looking', async () => {
    const developer = await portal.signInAs('Developer');
    const before = await developer.does(() => listActivity({ instance }));
    await developer.does(() => refreshTiles({ instance }));
    expect(await developer.does(() => listActivity({ instance }))).toEqual(before);
  });

  describe('filtered by the address', () => {
    // Long before all that the other tests record.
    const at = Date.parse('2020-03-10T12:00:00Z');
    const hour = 3_600_000;
    let chain: string;
    let someone: Browser;

    beforeAll(async () => {
      chain = (await portal.instanceRow()).id;
      vi.useFakeTimers({ toFake: ['Date'], now: at });
      await record({ operationId: 'save', integrationKey: 'suuo', phase: 'intent' });
      vi.setSystemTime(at + hour);
      await record({
        action: 'links.read',
        actor: actorOf(other),
        integrationKey: 'exgd',
        outcome: 'applied',
      });
      vi.setSystemTime(at + 24 * hour);
      const ended = { phase: 'outcome', outcome: 'refused', details: { correlationId: 'c0de' } } as const;
      await record({ operationId: 'save', integrationKey: 'suuo', ...ended });
      await record({ action: 'companies.export', actor: actorOf(other), outcome: 'applied' });
      vi.useRealTimers();
    });

    beforeEach(async () => {
      someone = await portal.signInAs('Administrator');
    });

    const other = { userId: 'other', email: 'other@example.com' };
    function record(event: Partial<ActivityEvent>): Promise<void> {
      const usual = { chain, actor: system, action: 'settings.save', phase: 'event' } as const;
      return recordActivity({ ...usual, ...event });
    }

    async function listed(searchParams: Record<string, string>): Promise<string[]> {
      const asked = { to: '2020-03-31', ...searchParams };
      const { entries } = await someone.does(() => listActivity({ instance, searchParams: asked }));
      return entries.map(({ action, outcome }) => `${action} ${outcome}`);
    }

    it.each<[Record<string, string>, string[]]>([
      [{}, ['export-companies applied', 'read-links applied', 'save refused']],
      [{ integration: 'exgd' }, ['read-links applied']],
      [{ integration: 'nothing' }, []],
      [{ person: 'system' }, ['save refused']],
      [{ action: 'settings.save' }, ['save refused']],
      [{ outcome: 'refused' }, ['save refused']],
      [{ outcome: 'applied', integration: 'exgd' }, ['read-links applied']],
      [{ outcome: 'pending' }, []],
      [{ search: 'save' }, ['save refused']],
      [{ search: 'c0de' }, ['save refused']],
      [{ search: 'c0d' }, []],
      [{ to: '2020-03-10' }, ['read-links applied', 'save refused']],
      [{ from: '2020-03-11' }, ['export-companies applied']],
      // Midday in UTC is the next day in Kiritimati.
      [
        { from: '2020-03-11', zone: 'Pacific/Kiritimati' },
        ['export-companies applied', 'read-links applied', 'save refused'],
      ],
      [{ to: '2020-03-10', zone: 'Pacific/Kiritimati' }, []],
      [
        { from: 'yesterday', zone: 'Nowhere', outcome: 'none' },
        ['export-companies applied', 'read-links applied', 'save refused'],
      ],
    ])('shows of %j exactly what matches', async (asked, expected) => {
      expect((await listed(asked)).slice(0, 3)).toEqual(expected);
    });

    it('finds a person by the e-mail of today in rows under an earlier one, of either version', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: at - 48 * hour });
      const { id } = await userRow('Analyst');
      await record({ action: 'links.read', actor: { id, label: 'before@example.com' }, outcome: 'applied' });
      vi.useRealTimers();
      expect(await listed({ person: emailOf('Analyst') })).toEqual(['read-links applied']);
      expect(await listed({ person: 'before@example.com' })).toEqual([]);

      vi.useFakeTimers({ toFake: ['Date'], now: at - 47 * hour });
      await record({
        action: 'key.compared',
        actor: { id: null, label: 'older@example.com' },
        outcome: 'same-key',
      });
      vi.useRealTimers();
      for (const actor of ['before@example.com', 'older@example.com']) {
        await database().insertInto('activity_former_actors').values({ actor, user_id: id }).execute();
      }
      const both = ['compare-key same-key', 'read-links applied'];
      for (const person of [emailOf('Analyst'), 'before@example.com', 'Older@Example.com']) {
        expect(await listed({ person })).toEqual(both);
      }
      await database().deleteFrom('activity_former_actors').where('user_id', '=', id).execute();
    });

    it('opens an entry with both rows of its operation', async () => {
      const { entries } = await someone.does(() =>
        listActivity({ instance, searchParams: { search: 'c0de' } }),
      );
      const entry = entries[0]?.seq ?? 0;
      const view = await someone.does(() => readActivityEntry({ instance, entry }));
      expect(view).toMatchObject({
        operation: 'save',
        correlationId: 'c0de',
        entry: { outcome: 'refused' },
        phases: [{ phase: 'intent' }, { phase: 'outcome' }],
      });
      const nothing = someone.does(() => readActivityEntry({ instance, entry: 1_000_000 }));
      await expect(nothing).rejects.toMatchObject({ code: 'not-found' });
    });

    it('pages through every chain without a gap or a repetition, the latest first', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      for (let i = 0; i < 105; i += 1) {
        // Many rows of one moment, so that a page ends within each of the two chains.
        vi.setSystemTime(at + 48 * hour + Math.floor(i / 20));
        await record({
          chain: i % 3 === 0 ? installationChain : chain,
          action: 'vault.rotated',
          details: { i },
        });
      }
      vi.useRealTimers();
      const seen: string[] = [];
      let after: string | undefined = '';
      for (let page = 0; after !== undefined && page < 9; page += 1) {
        const searchParams: Record<string, string> = { action: 'vault.rotated', after };
        const view = await someone.does(() => listAllActivity({ searchParams }));
        seen.push(...view.entries.map(({ at, id }) => `${at} ${id}`));
        after = fromActivityQuery({ after: view.next }).after;
      }
      const rows = await database()
        .selectFrom('activity')
        .selectAll()
        .where('action', '=', 'vault.rotated')
        .execute();
      expect(seen).toEqual(
        rows
          .sort(
            (a, b) =>
              b.at - a.at || (a.chain_id < b.chain_id ? 1 : a.chain_id > b.chain_id ? -1 : b.seq - a.seq),
          )
          .map((row) => `${row.at} ${row.chain_id}.${row.seq}`),
      );
      expect(seen.length).toBeGreaterThan(50);
    });

    it('shows what concerns the installation only on the page of the whole installation', async () => {
      await record({ chain: installationChain, action: 'session.sign-in', outcome: 'applied' });
      expect(await listed({ action: 'session.sign-in' })).toEqual([]);
      const asked = { action: 'session.sign-in', instance: 'installation' };
      const { entries } = await someone.does(() => listAllActivity({ searchParams: asked }));
      expect(entries[0]).toMatchObject({ action: 'sign-in', instance: null });
      const ofInstance = await someone.does(() => listAllActivity({ searchParams: { instance } }));
      expect(ofInstance.entries.every((entry) => entry.instance === instance)).toBe(true);
    });
  });
});

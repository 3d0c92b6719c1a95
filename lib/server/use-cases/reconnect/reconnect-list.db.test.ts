import { describe, expect, it } from 'vitest';
import type { ReconnectRow } from '@/lib/reconnect/views';
import { scanCompanies } from '../../companies/company-scan';
import { database } from '../../db/database';
import { callCodat } from '../../testing/call-codat';
import { engines, setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import {
  authorizeBy,
  compare,
  latestChange,
  linkOf,
  list,
  switchToDevelopment,
} from '../../testing/reconnecting';
import { change, plaid } from '../../testing/settings-fixtures';
import { listReconnects } from './list-reconnects';
import { refreshReconnectList } from './refresh-reconnect-list';

describe.each(engines)('the reconnect list, on %s', (engine) => {
  const portal = setupInstallation(engine);

  const storedRow = (company: string) =>
    database()
      .selectFrom('affected_connections')
      .selectAll()
      .where('company_id', '=', company)
      .orderBy('change_id')
      .executeTakeFirstOrThrow();

  const scans = async () =>
    (await portal.codat.requests()).filter(({ path }) => path === '/companies').length;

  async function switched() {
    const person = await portal.signInAs('Developer');
    const id = await switchToDevelopment(person);
    const { rows } = await list(person, id);
    const first = rows[0] as ReconnectRow;
    const rowOf = async (company: string) =>
      (await list(person, id)).rows.find((row) => row.company === company) as ReconnectRow;
    return { person, id, rows, first, rowOf };
  }

  async function bringBack(person: Parameters<typeof linkOf>[0], id: string, row: ReconnectRow) {
    const link = await linkOf(person, id, row);
    if (!('url' in link)) throw new Error(link.kind);
    await authorizeBy(link.url);
  }

  it('names all 42 customers that a switch cut off, sorted, and none of them is back', async () => {
    const { person, id, rows } = await switched();
    const view = await list(person, id);
    expect(view).toMatchObject({
      integration: { key: 'suuo', name: 'Plaid', category: 'banking' },
      change: { id, kind: 'environment', from: 'sandbox', to: 'development' },
      counts: { total: 42, back: 0, missing: 42, unknown: 0, gone: 0 },
      matching: 42,
      next: null,
      others: [],
    });
    expect(rows).toHaveLength(42);
    expect(rows.every(({ standing, backAt }) => standing === 'missing' && backAt === null)).toBe(true);
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(names.toSorted(new Intl.Collator('en').compare));
    expect(view.curve.every(({ back }) => back === 0)).toBe(true);
    expect(await compare(person, id)).toMatchObject({ readAt: expect.any(Number), changed: 0 });
  });

  it('counts a customer as back who authorizes by the link, and keeps the time of it', async () => {
    const { person, id, first, rowOf } = await switched();
    await bringBack(person, id, first);
    expect(await compare(person, id)).toMatchObject({ changed: 1 });
    const view = await list(person, id);
    expect(view.counts).toEqual({ total: 42, back: 1, missing: 41, unknown: 0, gone: 0 });
    expect(view.curve.at(-1)?.back).toBe(1);
    const { backAt } = await rowOf(first.company);
    expect(Math.abs(Date.now() - (backAt ?? 0))).toBeLessThan(10_000);
    expect(await rowOf(first.company)).toMatchObject({ state: 'Linked', connections: [] });

    await database()
      .updateTable('affected_connections')
      .set({ back_at: 1_234 })
      .where('back_at', 'is not', null)
      .execute();
    expect(await compare(person, id)).toMatchObject({ changed: 0 });
    expect((await rowOf(first.company)).backAt).toBe(1_234);
  });

  it('says so when a connection is lost again, and does not forget that it was back', async () => {
    const { person, id, first, rowOf } = await switched();
    await bringBack(person, id, first);
    await compare(person, id);
    const { connection_id, back_at } = await storedRow(first.company);
    await callCodat(portal, {
      method: 'PATCH',
      path: `/companies/${first.company}/connections/${connection_id}`,
      body: { status: 'Unlinked' },
    });
    await compare(person, id);
    expect(await rowOf(first.company)).toMatchObject({
      standing: 'missing',
      state: 'Unlinked',
      backAt: null,
      wasBackAt: back_at,
      connections: [connection_id],
    });
    expect((await list(person, id)).counts?.missing).toBe(42);
    await bringBack(person, id, await rowOf(first.company));
    await compare(person, id);
    expect((await rowOf(first.company)).backAt).toBe(back_at);
  });

  it('takes a new connection of the same integration for a return, but not one of another integration', async () => {
    const { person, id, first, rows, rowOf } = await switched();
    const second = rows[1] as ReconnectRow;
    for (const [company, platformKey] of [
      [first.company, 'suuo'],
      [second.company, 'aiwb'],
    ] as const) {
      const made = await callCodat(portal, {
        method: 'POST',
        path: `/companies/${company}/connections`,
        body: { platformKey },
      });
      await authorizeBy(made.linkUrl);
    }
    await compare(person, id);
    expect(await rowOf(first.company)).toMatchObject({ standing: 'back', state: 'linked-anew' });
    expect(await rowOf(second.company)).toMatchObject({ standing: 'missing', state: 'Deauthorized' });
  });

  it('says of a deleted connection that it is, and hands out the link of the company', async () => {
    const { person, id, first, rowOf } = await switched();
    const { connection_id } = await storedRow(first.company);
    await callCodat(portal, {
      method: 'DELETE',
      path: `/companies/${first.company}/connections/${connection_id}`,
    });
    await compare(person, id);
    const row = await rowOf(first.company);
    expect(row).toMatchObject({ standing: 'missing', state: 'connection-deleted' });
    expect(await linkOf(person, id, row)).toEqual({
      kind: 'company',
      url: `${portal.codatUrl}/link/company/${first.company}`,
    });
  });

  it('counts a deleted company neither as missing nor as back', async () => {
    const { person, id, first, rowOf } = await switched();
    await callCodat(portal, { method: 'DELETE', path: `/companies/${first.company}` });
    expect(await linkOf(person, id, first)).toEqual({ kind: 'company-deleted' });
    await compare(person, id);
    expect(await rowOf(first.company)).toMatchObject({ standing: 'gone', connections: [] });
    expect((await list(person, id)).counts).toEqual({ total: 41, back: 0, missing: 41, unknown: 0, gone: 1 });
  });

  it('is compared by two requests at once as by one', async () => {
    const { person, id, rows } = await switched();
    for (const row of rows.slice(0, 5)) await bringBack(person, id, row);
    const compared = await Promise.all(Array.from({ length: 6 }, () => compare(person, id)));
    expect(compared.some(({ changed }) => changed === 5)).toBe(true);
    expect((await list(person, id)).counts).toMatchObject({ back: 5, missing: 37 });
    const times = await database()
      .selectFrom('affected_connections')
      .select('back_at')
      .distinct()
      .where('back_at', 'is not', null)
      .execute();
    expect(times).toHaveLength(1);
  });

  it('does not take an older reading for the latest one', async () => {
    const { person, id, first } = await switched();
    await bringBack(person, id, first);
    await database()
      .updateTable('disruptive_changes')
      .set({ compared_at: Date.now() + 60_000 })
      .execute();
    expect(await compare(person, id)).toMatchObject({ changed: 0 });
    expect((await list(person, id)).counts?.back).toBe(0);
  });

  it('believes no reading from before the change, nor from the moment in which Codat carries it out', async () => {
    const { person, id } = await switched();
    await database()
      .updateTable('disruptive_changes')
      .set({ applied_at: Date.now() + 5_000 })
      .execute();
    const before = await scans();
    expect(await compare(person, id)).toEqual({ readAt: null, changed: 0 });
    expect(await scans()).toBe(before);
  });

  it('shares one reading among all users, until one of them refreshes it', async () => {
    const { person, id } = await switched();
    await compare(person, id);
    const before = await scans();
    const others = [await portal.signInAs('Analyst'), await portal.signInAs('Administrator')];
    await database().updateTable('disruptive_changes').set({ applied_at: 1 }).execute();
    const look = { instance, key: plaid, change: id };
    await Promise.all(others.map((other) => other.does(() => refreshReconnectList(look))));
    expect(await scans()).toBe(before);
    await compare(person, id);
    expect(await scans()).toBe(before + 1);
  });

  it('searches without regard to accents and case, filters, and pages by company', async () => {
    const { person, id, rows } = await switched();
    for (const row of rows.slice(0, 2)) await bringBack(person, id, row);
    await compare(person, id);
    expect((await list(person, id, { show: 'back' })).rows).toHaveLength(2);
    expect((await list(person, id, { show: 'missing' })).matching).toBe(40);
    const [some] = rows as [ReconnectRow];
    await database()
      .updateTable('affected_connections')
      .set({ company_name: 'Crêperie Élan' })
      .where('company_id', '=', some.company)
      .execute();
    expect((await list(person, id, { search: 'CREPERIE elan' })).rows).toMatchObject([
      { company: some.company },
    ]);
    expect(await list(person, id, { search: 'nobody at all' })).toMatchObject({ rows: [], matching: 0 });
  });

  it('keeps apart what belongs to another change, and shows the state of each', async () => {
    const { person, id, rows } = await switched();
    for (const row of rows.slice(0, 3)) await bringBack(person, id, row);
    await compare(person, id);
    await change(person, { values: { environment: 'sandbox' } });
    const second = await latestChange();
    expect(second).not.toBe(id);
    await compare(person, id);
    expect((await list(person, second)).counts).toEqual({
      total: 3,
      back: 0,
      missing: 3,
      unknown: 0,
      gone: 0,
    });
    expect((await list(person, id)).counts).toEqual({ total: 42, back: 0, missing: 42, unknown: 0, gone: 0 });
    expect((await list(person, id)).others).toMatchObject([
      { id: second, from: 'development', to: 'sandbox', counts: { total: 3, missing: 3 } },
    ]);
    const open = await person.does(() => listReconnects({ instance, key: plaid }));
    expect(open.map((one) => [one.id, one.counts?.missing])).toEqual([
      [second, 3],
      [id, 42],
    ]);
  });

  it('is no longer announced once all are back', async () => {
    const { person, id, rows } = await switched();
    await database()
      .updateTable('affected_connections')
      .set({ state: 'Linked', back_at: Date.now() })
      .where('company_id', '!=', rows[0]?.company ?? '')
      .execute();
    await bringBack(person, id, rows[0] as ReconnectRow);
    expect(await person.does(() => listReconnects({ instance, key: plaid }))).toHaveLength(1);
    await database().updateTable('affected_connections').set({ state: 'Linked' }).execute();
    expect(await person.does(() => listReconnects({ instance, key: plaid }))).toEqual([]);
  });

  it('shows who is deauthorized now if no one could be counted then', async () => {
    const person = await portal.signInAs('Developer');
    await portal.codat.faults([{ method: 'GET', path: '/companies', status: 500, times: 1_000 }]);
    const id = await switchToDevelopment(person);
    await portal.codat.clearFaults();
    const view = await list(person, id);
    expect(view.counts).toBeNull();
    expect(view.rows.length).toBeGreaterThanOrEqual(42);
    expect(view.rows.every(({ state }) => state === 'Deauthorized')).toBe(true);
    expect(await linkOf(person, id, view.rows[0] as ReconnectRow)).toMatchObject({ kind: 'connection' });
    expect(await person.does(() => listReconnects({ instance, key: plaid }))).toMatchObject([
      { counts: null },
    ]);
  });

  it('is not found under another integration, another instance, or before it has taken effect', async () => {
    const { person, id, first } = await switched();
    const look = { instance, key: plaid, change: id };
    for (const other of [
      { ...look, key: 'exgd' },
      { ...look, instance: 'elsewhere' },
      { ...look, change: 'none' },
    ]) {
      await expect(person.does(() => refreshReconnectList(other))).rejects.toMatchObject({
        code: 'not-found',
      });
    }
    await expect(linkOf(person, id, { ...first, connections: ['no-such-one'] })).rejects.toMatchObject({
      code: 'not-found',
    });
    await database().updateTable('disruptive_changes').set({ applied_at: null }).execute();
    await expect(list(person, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps its state, and says so, while Codat can’t be asked', async () => {
    const { person, id } = await switched();
    await portal.codat.faults([{ method: 'GET', path: '/companies', status: 500, times: 20 }]);
    await expect(compare(person, id)).rejects.toMatchObject({ code: 'codat-unavailable' });
    expect((await list(person, id)).counts).toMatchObject({ total: 42, missing: 42 });
  });

  it('writes a link URL down nowhere', async () => {
    const { person, id, first } = await switched();
    const link = await linkOf(person, id, first);
    expect(link).toMatchObject({
      kind: 'connection',
      url: expect.stringMatching(/\/link\/companies\/.+\/start$/),
    });
    const activity = JSON.stringify(await portal.recorded());
    const stored = JSON.stringify(await database().selectFrom('affected_connections').selectAll().execute());
    const page = JSON.stringify(await list(person, id));
    for (const place of [activity, stored, page, portal.logged()]) expect(place).not.toContain('/link/');
  });

  it('has its first rows within a second, and the whole compared, with 10,000 customers', async () => {
    await portal.codat.reset('large');
    const { person, id, rows } = await switched();
    expect(rows).toHaveLength(50);
    const began = performance.now();
    const view = await list(person, id);
    const firstMs = performance.now() - began;
    const total = view.counts?.total ?? 0;
    expect(total).toBeGreaterThan(5_000);
    const second = await list(person, id, { after: view.next ?? '' });
    expect(second.rows).toHaveLength(50);
    expect(second.rows.some(({ company }) => rows.some((row) => row.company === company))).toBe(false);
    await portal.codat.reset('large');
    // Codat sets the pace of reading them all. Only the comparison and its storage are timed.
    await scanCompanies(await portal.instanceRow(), { maxAgeMs: 0 });
    const started = performance.now();
    const look = { instance, key: plaid, change: id };
    expect(await person.does(() => refreshReconnectList(look))).toMatchObject({ changed: total });
    const compareMs = performance.now() - started;
    expect((await list(person, id)).counts).toMatchObject({ back: total, missing: 0 });
    expect(firstMs).toBeLessThan(1_000);
    expect(compareMs).toBeLessThan(2_000);
  }, 60_000);
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { roles } from '@/lib/access/permissions';
import { companyStatus } from '@/lib/companies/company-status';
import { companiesAtCodat, list, requireCompanyWith } from '../../testing/companies';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import { createCompany } from './create-company';
import { exportCompanies } from './export-companies';
import { readCompany } from './read-company';
import { readCompanyLinks } from './read-company-links';
import { refreshCompanies } from './refresh-companies';

describe.each(engines)('the companies of an instance, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const asked = async () =>
    (await portal.codat.requests()).map(({ path, query }) => `${path}?${new URLSearchParams(query)}`);

  it('cost one call for a page in any order, for that page only, and the next user shares it', async () => {
    const person = await portal.signInAs('Onboarding');
    const view = await list(person);
    expect(view).toMatchObject({ total: 60, page: 1, pages: 2, unreadable: 0, isStale: false, quota: null });
    expect(view.rows).toHaveLength(50);
    const next = await list(person, { page: '2', sort: '-created' });
    expect(next.rows).toHaveLength(10);
    const created = [...view.rows, ...next.rows].map(({ createdAt }) => createdAt ?? 0);
    expect(created).toEqual(created.toSorted((a, b) => b - a));
    await list(await portal.signInAs('Administrator'));
    expect(await asked()).toEqual([
      '/companies?page=1&pageSize=50&orderBy=-created',
      '/companies?page=2&pageSize=50&orderBy=-created',
    ]);
  });

  it.each(['name', '-name', 'created', '-created', 'lastSync', '-lastSync'])(
    'come in the same order by %s, whether Codat or Switchboard sorts',
    async (sort) => {
      const person = await portal.signInAs('Analyst');
      const pages = [await list(person, { sort }), await list(person, { sort, page: '2' })];
      const { rows } = await (await portal.signInAs('Developer')).does(() =>
        exportCompanies({ instance, searchParams: { sort } }),
      );
      expect(rows).toEqual(pages.flatMap((page) => page.rows));
    },
  );

  it('cost one call for a page of 10,000, five for the first search, and none for the next ones', async () => {
    await portal.codat.reset('large');
    const person = await portal.signInAs('Administrator');
    const calls = async (query: Record<string, string>) => {
      await portal.codat.clearRequests();
      const view = await list(person, query);
      return { calls: (await asked()).length, total: view.total, rows: view.rows.length };
    };
    expect(await calls({})).toEqual({ calls: 1, total: 10_000, rows: 50 });
    expect(await calls({ sort: 'name', page: '200' })).toEqual({ calls: 1, total: 10_000, rows: 50 });
    expect(await calls({ search: 'bakery' })).toMatchObject({ calls: 5, rows: 50 });
    for (const query of [
      { search: 'oak', status: 'linked' },
      { status: 'deauthorized', page: '3' },
      { integration: 'gbol', sort: '-lastSync' },
    ]) {
      expect(await calls(query)).toMatchObject({ calls: 0, rows: 50 });
    }
    await portal.codat.clearRequests();
    await Promise.all([list(person, { search: 'harbor' }), list(person, { status: 'pending' })]);
    expect(await asked()).toEqual([]);
  });

  it('are found by name, id, platform and id of a connection, all words, whatever the case', async () => {
    const person = await portal.signInAs('Advisor');
    const { company, connection } = await requireCompanyWith(portal, 'Linked', 'exgd');
    const found = async (search: string) => (await list(person, { search })).rows.map(({ id }) => id);
    for (const search of [company.name.toUpperCase(), company.id, connection.id, `stripe ${company.name}`]) {
      expect(await found(search), search).toEqual([company.id]);
    }
    expect(await found('nothing like this')).toEqual([]);
    expect((await found('stripe')).length).toBe(
      (await companiesAtCodat(portal)).filter(({ dataConnections }) =>
        dataConnections.some(({ platformName }) => platformName === 'Stripe'),
      ).length,
    );
  });

  it('are filtered by the status that their connections give them, and by integration', async () => {
    const person = await portal.signInAs('Advisor');
    const all = await companiesAtCodat(portal);
    for (const status of ['no-connections', 'linked', 'pending', 'deauthorized', 'unlinked', 'partial']) {
      const wanted = all.filter(
        ({ dataConnections }) =>
          companyStatus({ connections: dataConnections, unreadableConnections: 0 }) === status,
      );
      const { rows, total } = await list(person, { status });
      expect(total, status).toBe(wanted.length);
      expect(total, status).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row.status))).toEqual(new Set([status]));
    }
    const linked = await list(person, { integration: 'suuo', status: 'linked' });
    expect(linked.total).toBeLessThan((await list(person, { integration: 'suuo' })).total ?? 0);
    expect((await list(person, { integration: 'none-such' })).total).toBe(0);
  });

  it('show cached data once Codat’s quota is nearly used up, until a user refreshes', async () => {
    const person = await portal.signInAs('Administrator');
    await portal.restart({ SNAPSHOT_AGE_MS: '0', COMPANIES_AGE_MS: '0' });
    await portal.codat.quota(900);
    expect(await list(person)).toMatchObject({ isStale: false, quota: { remaining: 899 } });
    const before = (await asked()).length;
    expect(await list(person)).toMatchObject({ isStale: true, total: 60 });
    await list(person, { search: 'bakery' });
    await list(person, { status: 'linked' });
    expect((await asked()).length).toBe(before + 1);
    expect((await list(person)).rows).toHaveLength(50);
    expect((await asked()).length).toBe(before + 1);
    await person.does(() => refreshCompanies({ instance }));
    await list(person);
    expect((await asked()).length).toBe(before + 2);
  });

  it('show the rest of the quota to an Administrator only', async () => {
    for (const role of roles) {
      const { quota } = await list(await portal.signInAs(role));
      if (role === 'Administrator') expect(quota?.limit).toBeGreaterThan(1_000);
      else expect(quota).toBeNull();
    }
  });

  it('show a change by Switchboard at once', async () => {
    const person = await portal.signInAs('Onboarding');
    await list(person);
    await list(person, { search: 'juniper roofing' });
    const made = await person.does(() =>
      createCompany({ instance, name: 'Juniper Roofing', operation: randomUUID() }),
    );
    expect((await list(person)).rows[0]).toMatchObject({ id: made.id, status: 'no-connections' });
    expect((await list(person, { search: 'juniper roofing' })).rows.map(({ id }) => id)).toContain(made.id);
  });

  it('carry no link URL in any list or page; only the dialog asks for them', async () => {
    const person = await portal.signInAs('Onboarding');
    const { company, connection } = await requireCompanyWith(portal, 'Deauthorized');
    const seen = [
      await list(person),
      await list(person, { search: company.name }),
      await person.does(() => readCompany({ instance, company: company.id })),
    ];
    expect(JSON.stringify(seen)).not.toContain('/link/');
    const links = await person.does(() => readCompanyLinks({ instance, company: company.id }));
    expect(links.linkUrl).toBe(company.redirect);
    const own = links.groups.flatMap((group) => group.connections).find(({ id }) => id === connection.id);
    expect(own).toMatchObject({ platform: 'Plaid', status: 'Deauthorized', linkUrl: connection.linkUrl });
    expect(links.offered?.map(({ key }) => key)).toContain('suuo');
    expect(links.offered?.map(({ key }) => key)).not.toContain('upvr');
  });

  it('are exported on record, before anything leaves', async () => {
    const person = await portal.signInAs('Developer');
    const { total } = await person.does(() =>
      exportCompanies({ instance, searchParams: { status: 'partial' } }),
    );
    expect(await portal.recorded()).toMatchObject([
      {
        action: 'companies.export',
        actor: emailOf('Developer'),
        phase: 'event',
        details: JSON.stringify({ count: total, status: 'partial' }),
      },
    ]);
  });

  it('leave no link URL in the activity or the log, whatever is done to them', async () => {
    const person = await portal.signInAs('Developer');
    const made = await person.does(() =>
      createCompany({ instance, name: 'Juniper Roofing', operation: randomUUID() }),
    );
    await person.does(() => readCompanyLinks({ instance, company: made.id }));
    expect(made.linkUrl).toContain('/link/company/');
    expect(JSON.stringify(await portal.recorded())).not.toMatch(/\/link\/|https?:/);
    expect(portal.logged()).not.toContain('/link/');
  });

  it('are each reported as unreadable if they can’t be read', async () => {
    const person = await portal.signInAs('Onboarding');
    const body = { results: [{ id: 'a', name: 'A' }, { name: 'no id' }], totalResults: 2 };
    await portal.codat.faults([{ method: 'GET', path: '/companies', body }]);
    expect(await list(person)).toMatchObject({ total: 2, unreadable: 1, rows: [{ id: 'a' }] });
  });
});

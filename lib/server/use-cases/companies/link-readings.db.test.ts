import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReconnectRow } from '@/lib/reconnect/views';
import { callCodat } from '../../testing/call-codat';
import { requireCompanyWith } from '../../testing/companies';
import { forged } from '../../testing/faults/forging';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { linkOf, list, switchToDevelopment } from '../../testing/reconnecting';
import { createCompany } from './create-company';
import { createConnection } from './create-connection';
import { readCompany } from './read-company';
import { readCompanyLinks } from './read-company-links';

describe.each(engines)('a reading of a link URL, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let person: Browser;

  beforeEach(async () => {
    person = await portal.signInAs('Developer');
  });

  async function readings() {
    const rows = (await portal.recorded()).filter(({ action }) => action === 'links.read');
    expect(JSON.stringify(rows)).not.toMatch(/\/link\/|https?:/);
    const { id } = await portal.instanceRow();
    return rows.map(({ chain_id, actor, integration_key, details }) => {
      expect([chain_id, actor]).toEqual([id, emailOf('Developer')]);
      return { key: integration_key, ...JSON.parse(details) };
    });
  }

  it('is recorded each time the dialog of a company is opened, and not when its page is', async () => {
    const { company } = await requireCompanyWith(portal, 'Deauthorized');
    await person.does(() => readCompany({ instance, company: company.id }));
    expect(await readings()).toEqual([]);
    for (let turn = 0; turn < 2; turn += 1) {
      await person.does(() => readCompanyLinks({ instance, company: company.id }));
    }
    expect(await readings()).toEqual(
      Array(2).fill({ key: null, company: company.name, companyId: company.id }),
    );
  });

  it('is recorded with the company that it comes with', async () => {
    const input = { instance, name: 'Juniper Roofing', operation: randomUUID() };
    const made = await person.does(() => createCompany(input));
    expect(made.linkUrl).toContain('/link/');
    const reading = { key: null, company: 'Juniper Roofing', companyId: made.id };
    expect(await readings()).toEqual([reading]);
    // The same request, sent again, is answered with the link again.
    await person.does(() => createCompany(input));
    expect(await readings()).toEqual([reading, reading]);
  });

  it('is recorded with the connection that it comes with', async () => {
    const { company } = await requireCompanyWith(portal, 'Linked');
    const made = await person.does(() =>
      createConnection({ instance, company: company.id, key: 'suuo', operation: randomUUID() }),
    );
    expect(made.linkUrl).toContain('/link/');
    expect(await readings()).toEqual([{ key: 'suuo', company: company.name, companyId: company.id }]);
  });

  it('is recorded for each link that is asked for in a reconnect list, and for no missing one', async () => {
    const id = await switchToDevelopment(person);
    const [first, second] = (await list(person, id)).rows as [ReconnectRow, ReconnectRow];
    expect(await linkOf(person, id, first)).toMatchObject({ kind: 'connection' });
    const reading = { key: 'suuo', company: first.name, companyId: first.company };
    expect(await readings()).toEqual([reading]);

    await callCodat(portal, { method: 'DELETE', path: `/companies/${second.company}` });
    expect(await linkOf(person, id, second)).toEqual({ kind: 'company-deleted' });
    expect(await readings()).toEqual([reading]);
  });

  it('is not answered if it can’t be recorded', async () => {
    const { company } = await requireCompanyWith(portal, 'Deauthorized');
    const { id } = await portal.instanceRow();
    await forged(engine, [`delete from activity_chains where id = '${id}'`], async () => {
      await expect(person.does(() => readCompanyLinks({ instance, company: company.id }))).rejects.toThrow();
    });
  });
});

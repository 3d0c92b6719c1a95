import { describe, expect, it } from 'vitest';
import { invalidateSnapshots } from '../operations/operations';
import { setupInstallation } from '../testing/installation';
import { linkedWith, scanCompanies } from './company-scan';

const plaid = { key: 'suuo', name: 'Plaid' };

describe('a scan of all companies', () => {
  const portal = setupInstallation('sqlite');
  const asked = async () =>
    (await portal.codat.requests()).filter(({ path }) => path.startsWith('/companies'));

  it('finds all companies linked with an integration, and no others', async () => {
    const { companies, unreadable } = await scanCompanies(await portal.instanceRow());
    expect(unreadable).toBe(0);
    expect(linkedWith(companies, plaid)).toHaveLength(42);
  });

  it('reads 10,000 companies in as few pages as both of Codat’s limits allow, and reports its progress', async () => {
    await portal.codat.reset('large');
    const seen: number[] = [];
    const { companies } = await scanCompanies(await portal.instanceRow(), {
      onProgress: ({ done, total }) => seen.push(done / (total ?? 0)),
    });
    expect(new Set(companies.map(({ id }) => id)).size).toBe(10_000);
    expect(await asked()).toHaveLength(5);
    expect(seen).toHaveLength(5);
    expect(seen.toSorted()).toEqual(seen);
    expect(seen.at(-1)).toBe(1);
  });

  it('is shared while it is in progress, and until a write by Switchboard', async () => {
    const instance = await portal.instanceRow();
    const [one, other] = await Promise.all([scanCompanies(instance), scanCompanies(instance)]);
    expect(other).toBe(one);
    expect(await scanCompanies(instance)).toBe(one);
    expect(await scanCompanies(instance, { maxAgeMs: 0 })).not.toBe(one);
    const before = (await asked()).length;
    await invalidateSnapshots(instance.id);
    await scanCompanies(await portal.instanceRow());
    expect((await asked()).length).toBe(before + 1);
  });

  it('is read once more where the pages do not add up', async () => {
    const company = (id: string) => ({ id, name: id, dataConnections: [] });
    const body = { results: [company('a')], totalResults: 2, pageNumber: 1, pageSize: 2000 };
    await portal.codat.faults([{ method: 'GET', path: '/companies', body }]);
    const { companies } = await scanCompanies(await portal.instanceRow());
    expect(companies.length).toBeGreaterThan(42);
  });

  it('that failed is not kept', async () => {
    const instance = await portal.instanceRow();
    await portal.codat.reset('empty');
    await expect(scanCompanies({ ...instance, api_url: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'codat-unavailable',
    });
    expect((await scanCompanies(instance)).companies).toEqual([]);
  });
});

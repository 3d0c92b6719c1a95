import { describe, expect, it } from 'vitest';
import { setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import { countConnections } from './count-connections';

describe('the connections of an integration', () => {
  const portal = setupInstallation('sqlite');
  const count = async (key: string) => {
    const developer = await portal.signInAs('Developer');
    return developer.does(() => countConnections({ instance, key }));
  };

  it('are counted by status, as Codat has them', async () => {
    const answer = await fetch(`${portal.codatUrl}/companies?pageSize=5000`, {
      headers: { authorization: `Basic ${Buffer.from('key-of-the-tests').toString('base64')}` },
    });
    const { results } = (await answer.json()) as {
      results: { dataConnections: { integrationKey: string; status: string }[] }[];
    };
    const statuses = results
      .flatMap(({ dataConnections }) => dataConnections)
      .flatMap(({ integrationKey, status }) => (integrationKey === 'suuo' ? [status] : []));
    const { counts, others } = await count('suuo');
    expect(others).toBe(0);
    for (const { status, count } of counts) {
      expect(count, status).toBe(statuses.filter((one) => one === status).length);
    }
    expect(counts[0]).toEqual({ status: 'Linked', count: 42 });
  });

  it('are counted even if their status is unknown to Switchboard', async () => {
    const connection = { id: 'c', integrationKey: 'suuo', platformName: 'Plaid', status: 'Resting' };
    const company = { id: 'a', name: 'A', dataConnections: [connection] };
    await portal.codat.faults([
      { method: 'GET', path: '/companies', body: { results: [company], totalResults: 1 } },
    ]);
    expect(await count('suuo')).toMatchObject({ others: 1 });
  });

  it('are found by the name that Codat prints if it sends no key', async () => {
    const connection = { id: 'c', platformName: 'Plaid', status: 'Linked' };
    const company = { id: 'a', name: 'A', dataConnections: [connection] };
    await portal.codat.faults([
      { method: 'GET', path: '/companies', body: { results: [company], totalResults: 1 } },
    ]);
    expect((await count('suuo')).counts[0]).toEqual({ status: 'Linked', count: 1 });
  });

  it('are not counted if that would use up Codat’s quota', async () => {
    await portal.codat.quota(3);
    await count('suuo');
    await expect(count('suuo')).rejects.toMatchObject({ code: 'codat-rate-limited' });
  });
});

import { describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import { addSecondClient, secondInstance } from '../../testing/instances/second-client';
import { instance } from '../../testing/names';
import { patch, sandbox } from '../../testing/switching';
import { readCompanies } from '../companies/read-companies';
import { readTiles } from './read-tiles';
import { setEnablement } from './set-enablement';

describe.each(engines)('an installation with two Codat clients, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('shows each instance its own companies', async () => {
    await addSecondClient(portal);
    const person = await portal.signInAs('Administrator');
    const totals = [instance, secondInstance].map(async (slug) => {
      const view = await person.does(() => readCompanies.untrusted({ instance: slug, searchParams: {} }));
      return view.total;
    });
    expect(await Promise.all(totals)).toEqual([60, 24]);
  });

  it('writes to the client of the instance alone, though the other fails', async () => {
    const second = await addSecondClient(portal);
    await portal.codat.faults([{ path: '/*', times: 99, status: 503 }]);
    const person = await portal.signInAs('Developer');
    const { enabled } = await person.does(() =>
      setEnablement({ instance: secondInstance, key: sandbox, enabled: 'true' }),
    );
    expect(enabled).toBe(true);
    await portal.codat.clearFaults();
    expect((await second.requests()).filter(({ method }) => method === 'PATCH')).toMatchObject([patch]);
    expect(await portal.writes()).toEqual([]);
    const isEnabledIn = async (slug: string) => {
      const { tiles } = await person.does(() => readTiles.untrusted({ instance: slug, category: 'banking' }));
      return tiles.find(({ key }) => key === sandbox)?.enabled;
    };
    expect(await isEnabledIn(secondInstance)).toBe(true);
    expect(await isEnabledIn(instance)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { verifyChains } from '../activity/verify';
import { database } from '../db/database';
import { engines, setupInstallation } from '../testing/installation';
import { emailOf, instance } from '../testing/names';
import { Browser } from '../testing/next-headers';
import { startRefusingProcess } from '../testing/processes/child-process';
import { recordRefusals } from '../use-cases/activity/record-refusals';
import { readTiles } from '../use-cases/integrations/read-tiles';
import { listUsers } from '../use-cases/users/list-users';

describe.each(engines)('refusals, on %s', (engine) => {
  const portal = setupInstallation(engine);

  const refused = (person: Browser) =>
    expect(person.does(() => readTiles.untrusted({ instance, category: 'banking' }))).rejects.toThrow(
      'forbidden',
    );

  /** Ages the last row about them by `ms`; the database's clock can't be turned. */
  async function age(ms: number): Promise<void> {
    await database()
      .updateTable('refusals')
      .set((column) => ({ recorded_at: column('recorded_at', '-', ms) }))
      .execute();
  }

  async function rows(): Promise<{ actor: string; permission: string; count: number }[]> {
    return (await portal.recorded()).map(({ actor, details }) => {
      const { permission, count = 1 } = JSON.parse(details);
      return { actor, permission, count };
    });
  }

  const ofReading = { actor: emailOf('Onboarding'), permission: 'integrations:read' };

  it('of one user are recorded at once, and hundreds more of them with the next row', async () => {
    const person = await portal.signInAs('Onboarding');
    await refused(person);
    expect(await rows()).toEqual([{ ...ofReading, count: 1 }]);
    for (let turn = 0; turn < 2; turn += 1)
      await Promise.all(Array.from({ length: 100 }, () => refused(person)));
    await recordRefusals();
    expect(await rows()).toHaveLength(1);

    await age(60_000);
    await refused(person);
    expect(await rows()).toEqual([
      { ...ofReading, count: 1 },
      { ...ofReading, count: 201 },
    ]);
    await age(60_000);
    await refused(person);
    expect((await rows()).at(-1)).toEqual({ ...ofReading, count: 1 });
  });

  it('of another user or permission are recorded at once, and counted apart', async () => {
    const onboarding = await portal.signInAs('Onboarding');
    const advisor = await portal.signInAs('Advisor');
    for (let turn = 0; turn < 3; turn += 1) {
      await refused(onboarding);
      await refused(advisor);
      await expect(onboarding.does(() => listUsers())).rejects.toThrow('forbidden');
    }
    const expected = [
      ofReading,
      { actor: emailOf('Advisor'), permission: 'integrations:read' },
      { actor: emailOf('Onboarding'), permission: 'users:manage' },
    ];
    expect(await rows()).toEqual(expected.map((row) => ({ ...row, count: 1 })));
    await age(60_000);
    await recordRefusals();
    const later = (await rows()).slice(3);
    expect(later).toHaveLength(3);
    expect(later).toEqual(expect.arrayContaining(expected.map((row) => ({ ...row, count: 2 }))));
  });

  it('that a server had only counted when it died are recorded by the next one', async () => {
    const person = await portal.signInAs('Onboarding');
    for (let turn = 0; turn < 5; turn += 1) await refused(person);
    await portal.restart();
    await recordRefusals();
    expect(await rows()).toHaveLength(1);
    await age(60_000);
    await portal.restart();
    await Promise.all([recordRefusals(), recordRefusals(), recordRefusals()]);
    expect(await rows()).toEqual([
      { ...ofReading, count: 1 },
      { ...ofReading, count: 4 },
    ]);
    expect((await verifyChains()).every(({ trouble }) => trouble === null)).toBe(true);
  });

  it('are all counted, whichever of many requests and sweeps comes first', async () => {
    const person = await portal.signInAs('Onboarding');
    for (let turn = 0; turn < 5; turn += 1) {
      await Promise.all([
        ...Array.from({ length: 20 }, () => refused(person)),
        recordRefusals(),
        age(60_000),
        recordRefusals(),
        ...Array.from({ length: 20 }, () => refused(person)),
      ]);
    }
    await age(60_000);
    await recordRefusals();
    const sum = (await rows()).reduce((total, { count }) => total + count, 0);
    expect(sum).toBe(200);
  });

  it('wait for no clock that was set back', async () => {
    const person = await portal.signInAs('Onboarding');
    await refused(person);
    await age(-3_600_000);
    await refused(person);
    expect(await rows()).toHaveLength(2);
  });

  it('say which instance the latest of them asked for', async () => {
    const person = await portal.signInAs('Onboarding');
    for (let turn = 0; turn < 2; turn += 1) await refused(person);
    await age(60_000);
    await recordRefusals();
    expect((await portal.recorded()).map(({ details }) => JSON.parse(details))).toEqual([
      { permission: 'integrations:read', role: 'Onboarding', instance },
      { permission: 'integrations:read', role: 'Onboarding', instance },
    ]);
  });

  it('leave no row behind once a user stops', async () => {
    await refused(await portal.signInAs('Onboarding'));
    await age(60_000);
    await recordRefusals();
    expect(await database().selectFrom('refusals').selectAll().execute()).toEqual([]);
  });

  describe('of strangers', () => {
    const from = (address: string) => new Browser({ 'x-switchboard-peer': address });
    const refusedStranger = (address: string) =>
      expect(
        from(address).does(() => readTiles.untrusted({ instance, category: 'banking' })),
      ).rejects.toThrow('unauthenticated');
    const strangers = async () =>
      (await portal.recorded()).map(({ actor, actor_id, action, details }) => ({
        actor,
        actor_id,
        action,
        ...JSON.parse(details),
      }));
    const denied = { actor: 'nobody', actor_id: null, action: 'access.denied' };

    it('are recorded at once, and then once a minute for each address with their number', async () => {
      for (let turn = 0; turn < 30; turn += 1) await refusedStranger('192.0.2.1');
      await refusedStranger('192.0.2.2');
      expect(await strangers()).toEqual([
        { ...denied, address: '192.0.2.1' },
        { ...denied, address: '192.0.2.2' },
      ]);
      await recordRefusals();
      expect(await strangers()).toHaveLength(2);
      await age(60_000);
      await recordRefusals();
      expect((await strangers()).slice(2)).toEqual([{ ...denied, address: '192.0.2.1', count: 29 }]);
    });

    it('by two servers, one of which is killed, are all recorded, in one row a minute', async () => {
      const servers = await Promise.all([
        startRefusingProcess('192.0.2.9'),
        startRefusingProcess('192.0.2.9'),
      ]);
      const counted = () => servers.map((server) => server.counted());
      await expect.poll(() => Math.min(...counted()), { timeout: 60_000 }).toBeGreaterThan(20);
      await servers[0].kill();
      await servers[1].kill();
      await recordRefusals();
      expect(await strangers()).toEqual([{ ...denied, address: '192.0.2.9' }]);
      await age(60_000);
      await Promise.all([recordRefusals(), recordRefusals()]);
      const [, later, ...others] = await strangers();
      expect(others).toEqual([]);
      const sum = counted().reduce((total, count) => total + count, 0);
      // Each server may have been killed between the count and its word of it.
      expect(later?.count + 1).toBeGreaterThanOrEqual(sum);
      expect(later?.count + 1).toBeLessThanOrEqual(sum + 2);
      expect((await verifyChains()).every(({ trouble }) => trouble === null)).toBe(true);
    }, 120_000);

    it('from more addresses than a log can take share one row a minute', async () => {
      for (let i = 0; i < 130; i += 1) await refusedStranger(`198.51.100.${i}`);
      expect(await strangers()).toHaveLength(101);
      expect((await strangers()).at(-1)).toEqual({ ...denied, address: 'others' });
      await refusedStranger('198.51.100.7');
      await age(60_000);
      await recordRefusals();
      expect((await strangers()).slice(101)).toEqual([
        { ...denied, address: '198.51.100.7' },
        { ...denied, address: 'others', count: 29 },
      ]);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import {
  clientId,
  developmentSecret,
  firstSetUp,
  otherSecret,
  sandboxSecret,
  seeded,
} from '../../testing/settings-data';
import {
  change,
  credentialsPath,
  openForm,
  plaid,
  putDirectly,
  save,
  stripe,
} from '../../testing/settings-fixtures';
import { compareKey } from './compare-key';

describe.each(engines)('a key that a user enters, on %s', (engine) => {
  const portal = setupInstallation(engine);

  const compare = (person: Browser, value: string, key = plaid) =>
    person.does(() => compareKey({ instance, key, value }));

  async function setUp(): Promise<Browser> {
    await portal.codat.reset('empty');
    const developer = await portal.signInAs('Developer');
    await change(developer, { ...firstSetUp, secrets: { sandboxSecret, developmentSecret } });
    return developer;
  }

  it('is reported with the slot that holds it, and with whether Codat uses it', async () => {
    const developer = await setUp();
    for (const [value, label, where] of [
      [sandboxSecret, 'Sandbox secret', 'both'],
      [` ${sandboxSecret}\n`, 'Sandbox secret', 'both'],
      [developmentSecret, 'Development secret', 'here'],
      [clientId, 'Client ID', 'both'],
    ] as const) {
      expect((await compare(developer, value)).matches).toEqual([{ label, where }]);
    }
    await putDirectly(portal, { clientId, clientSecret: otherSecret, environment: 'sandbox' });
    expect((await compare(developer, otherSecret)).matches).toEqual([
      { label: 'Sandbox secret', where: 'codat' },
    ]);
    expect((await compare(developer, sandboxSecret)).matches).toEqual([
      { label: 'Sandbox secret', where: 'here' },
    ]);
  });

  it('does not match if it is only part of one, or belongs to another integration', async () => {
    const developer = await setUp();
    for (const value of [
      sandboxSecret.slice(0, -1),
      `${sandboxSecret}0`,
      sandboxSecret.toUpperCase(),
      'sandbox',
    ]) {
      expect(await compare(developer, value)).toEqual({
        matches: [],
        compared: ['Client ID', 'Sandbox secret', 'Development secret'],
        hidden: [],
      });
    }
    expect(await compare(developer, sandboxSecret, stripe)).toEqual({
      matches: [],
      compared: [],
      hidden: [],
    });
  });

  it('is compared with what is stored here if Codat hides what it uses, and says so', async () => {
    const developer = await setUp();
    await portal.codat.modes({ maskCredentials: true });
    expect(await compare(developer, sandboxSecret)).toEqual({
      matches: [{ label: 'Sandbox secret', where: 'unknown' }],
      compared: ['Sandbox secret', 'Development secret'],
      hidden: ['Client ID', 'Sandbox secret'],
    });
    await portal.codat.reset();
    await database().deleteFrom('stored_secrets').execute();
    await portal.codat.modes({ maskCredentials: true });
    expect(await compare(developer, seeded.clientSecret ?? '')).toEqual({
      matches: [],
      compared: [],
      hidden: ['Client ID', 'Sandbox secret'],
    });
  });

  it('is on record with who asked, of what, and which slot it was; never with the key', async () => {
    const developer = await setUp();
    const settled = (await portal.recorded()).length;
    await compare(developer, developmentSecret);
    await compare(developer, otherSecret);
    const rows = (await portal.recorded()).slice(settled);
    const row = {
      actor: emailOf('Developer'),
      action: 'key.compared',
      phase: 'event',
      integration_key: plaid,
    };
    expect(rows).toMatchObject([
      { ...row, outcome: 'same-key', details: JSON.stringify({ fields: 'developmentSecret' }) },
      { ...row, outcome: 'another-key', details: JSON.stringify({ fields: null }) },
    ]);
    const everything = [JSON.stringify(await portal.recorded()), portal.logged()].join('\n');
    for (const value of [developmentSecret, otherSecret]) expect(everything).not.toContain(value);
    expect(await portal.writes()).toHaveLength(2);
  });

  it('may be compared ten times in a row; then waiting helps and a restart doesn’t', async () => {
    const developer = await setUp();
    for (let time = 0; time < 10; time += 1) await compare(developer, otherSecret);
    const before = (await portal.codat.requests()).length;
    // The eleventh attempt is the last that is answered, and starts the lockout.
    await compare(developer, otherSecret);
    await expect(compare(developer, sandboxSecret)).rejects.toMatchObject({ code: 'throttled' });
    await portal.restart();
    await expect(compare(developer, sandboxSecret)).rejects.toMatchObject({ code: 'throttled' });
    expect((await portal.codat.requests()).length).toBe(before + 1);
    const colleague = await portal.signInAs('Administrator');
    expect((await compare(colleague, sandboxSecret)).matches).toHaveLength(1);
    await database()
      .updateTable('throttles')
      .set((column) => ({ blocked_until: column('blocked_until', '-', 60_000) }))
      .execute();
    expect((await compare(developer, sandboxSecret)).matches).toHaveLength(1);
  });

  it.each(['Onboarding', 'Advisor', 'Analyst'] as const)('is not compared for the role %s', async (role) => {
    await setUp();
    await portal.codat.clearRequests();
    const person = await portal.signInAs(role);
    await expect(compare(person, sandboxSecret)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await portal.codat.requests()).toEqual([]);
  });

  it('does not block a save that is in progress', async () => {
    const developer = await setUp();
    const administrator = await portal.signInAs('Administrator');
    const form = await openForm(developer);
    await portal.codat.clearRequests();
    await portal.codat.faults([{ method: 'GET', path: credentialsPath(), delayMs: 300 }]);
    const saving = save(developer, form, { values: { countryCodes: 'GB' } });
    await expect.poll(async () => (await portal.codat.requests()).length).toBeGreaterThan(0);
    await compare(administrator, sandboxSecret);
    expect(await saving).toMatchObject({ kind: 'saved' });
  });
});

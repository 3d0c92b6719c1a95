import { describe, expect, it } from 'vitest';
import type { Role } from '@/lib/access/permissions';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import {
  clientId,
  connectId,
  developmentSecret,
  firstSetUp,
  fromSandboxToDevelopment,
  isEnabled,
  keep,
  keptHere,
  legacy,
  otherSecret,
  puts,
  read,
  restore,
  sandboxSecret,
  saved,
  seeded,
  stripeKey,
  toDevelopment,
  versionOf,
} from '../../testing/settings-data';
import {
  type Changes,
  change,
  credentialsPath,
  inputOf,
  openForm,
  outcomeOf,
  plaid,
  putDirectly,
  readCodatCredentials,
  save,
  stripe,
  stripeTest,
} from '../../testing/settings-fixtures';
import { saveSettings } from './save-settings';

describe.each(engines)('saving settings, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const putElsewhere = { ...seeded, countryCodes: 'GB', somethingOfCodat: 'kept' };
  const held = () => readCodatCredentials(portal);

  describe('for the first time', () => {
    const stored = {
      clientId,
      clientSecret: sandboxSecret,
      environment: 'sandbox',
      companyDataAccess: 'continuous',
      proxyAccess: 'false',
    };

    it('stores at Codat the credentials, the environment and the chosen options, and nothing else', async () => {
      await portal.codat.reset('empty');
      const developer = await portal.signInAs('Developer');
      const options = { countryCodes: 'us, ca', companyDataAccess: 'oneOff' };
      const secrets = { sandboxSecret, developmentSecret };
      const values = { ...firstSetUp.values, ...options };
      expect(await change(developer, { values, secrets })).toMatchObject({ kind: 'saved', sent: true });
      expect(await held()).toEqual({
        ...stored,
        countryCodes: 'US,CA',
        companyDataAccess: 'oneOff',
      });
      expect(await puts(portal)).toHaveLength(1);
      const view = await read(developer);
      expect(view).toMatchObject({ driftedFields: [], needsAttention: false });
      expect(view.form?.values).toMatchObject({ ...options, countryCodes: 'US,CA', clientId });
      expect(view.form?.secrets).toMatchObject({
        sandboxSecret: { isSet: true, inUse: true },
        developmentSecret: { isSet: true, inUse: false, hint: developmentSecret.slice(-4) },
        productionSecret: { isSet: false },
      });
    });

    it('enables Plaid, with one write of its own if the save did not do it', async () => {
      await portal.codat.reset('empty');
      const developer = await portal.signInAs('Developer');
      expect(await change(developer, firstSetUp)).toMatchObject({ enabled: true, offersEnabling: false });
      expect(await isEnabled(developer)).toBe(true);
      expect((await portal.writes()).map(({ method }) => method)).toEqual(['PUT', 'PATCH']);
    });

    it('sends nothing more if Codat enables Plaid automatically', async () => {
      await portal.codat.reset('empty');
      await portal.codat.modes({ enableOnPut: true });
      const developer = await portal.signInAs('Developer');
      expect(await change(developer, firstSetUp)).toMatchObject({ enabled: true, offersEnabling: false });
      expect((await portal.writes()).map(({ method }) => method)).toEqual(['PUT']);
    });

    it('says saved and not enabled if Codat refuses to enable', async () => {
      await portal.codat.reset('empty');
      await portal.codat.modes({ refuseEnablement: true });
      const developer = await portal.signInAs('Developer');
      const result = await change(developer, firstSetUp);
      expect(result).toMatchObject({ kind: 'saved', sent: true, enabled: false, offersEnabling: false });
      expect(await held()).toEqual(stored);
      expect(await isEnabled(developer)).toBe(false);
    });

    it.each([
      ['Stripe', stripe, stripeKey('sk', 'live')],
      ['Stripe Test', stripeTest, stripeKey('rk', 'test')],
    ])('of %s asks to enable it, and enables nothing on its own', async (_, key, secretKey) => {
      await portal.codat.reset('empty');
      const developer = await portal.signInAs('Developer');
      const changes = { values: { clientId: connectId }, secrets: { secretKey } };
      expect(await change(developer, changes, key)).toMatchObject({ enabled: false, offersEnabling: true });
      expect(await readCodatCredentials(portal, key)).toEqual({
        clientId: connectId,
        clientSecret: secretKey,
        readWriteScope: 'false',
        companyDataAccess: 'continuous',
      });
      expect(await portal.writes()).toHaveLength(1);
      const other = key === stripe ? stripeTest : stripe;
      expect(await readCodatCredentials(portal, other)).toEqual({});
    });

    it('names what is missing, and sends nothing', async () => {
      await portal.codat.reset('empty');
      const developer = await portal.signInAs('Developer');
      const { secrets } = firstSetUp;
      expect(await change(developer, { secrets })).toEqual({
        kind: 'invalid',
        fieldErrors: [
          { field: 'clientId', problem: 'required' },
          { field: 'environment', problem: 'required' },
        ],
      });
      expect(await portal.writes()).toEqual([]);
      expect(await portal.recorded()).toEqual([]);
    });
  });

  describe('again', () => {
    it('sends nothing if nothing was changed', async () => {
      for (const seed of ['default', 'legacy-plaid'] as const) {
        await portal.codat.reset(seed);
        const developer = await portal.signInAs('Developer');
        for (const key of ['gbol', ...(seed === 'default' ? [plaid] : [])]) {
          expect(await change(developer, {}, key)).toEqual({ kind: 'unchanged' });
        }
      }
      expect(await portal.writes()).toEqual([]);
      expect(await portal.recorded()).toEqual([]);
    });

    it('keeps the secret of another environment here, without a phrase to Codat', async () => {
      const developer = await portal.signInAs('Developer');
      expect(await change(developer, { secrets: { developmentSecret } })).toEqual(keptHere);
      expect(await portal.writes()).toEqual([]);
      expect(await portal.recorded()).toMatchObject([
        { action: 'settings.save', phase: 'event', outcome: 'applied', integration_key: plaid },
      ]);
      expect((await openForm(developer)).secrets.developmentSecret).toMatchObject({
        isSet: true,
        hint: developmentSecret.slice(-4),
        savedBy: 'developer@example.com',
      });
      expect(await held()).toEqual(seeded);
    });

    it('switches the environment with the secret that is kept here, asks for none and changes nothing else', async () => {
      const developer = await portal.signInAs('Developer');
      await putDirectly(portal, putElsewhere);
      await change(developer, { secrets: { developmentSecret } });
      expect(await change(developer, toDevelopment)).toEqual(
        saved(['Development secret', 'Environment'], {
          cutOff: { change: expect.any(String), companies: 42 },
          receipt: { rows: fromSandboxToDevelopment, readBackAt: expect.any(Number) },
        }),
      );
      expect(await held()).toEqual({
        clientId: seeded.clientId,
        countryCodes: 'GB',
        somethingOfCodat: 'kept',
        clientSecret: developmentSecret,
        environment: 'development',
      });
      expect(await puts(portal)).toHaveLength(1);

      // The switch back works too, since the secret used at Codat before was kept.
      expect(await change(developer, { values: { environment: 'sandbox' } })).toMatchObject({ sent: true });
      expect(await held()).toEqual(putElsewhere);
    });

    it('asks for the secret of an environment that has none, and sends nothing', async () => {
      const developer = await portal.signInAs('Developer');
      expect(await change(developer, toDevelopment)).toEqual({
        kind: 'invalid',
        fieldErrors: [{ field: 'developmentSecret', problem: 'required' }],
      });
      expect(await portal.writes()).toEqual([]);
    });

    it('drops a kept secret that was cleared, and Codat hears nothing of it', async () => {
      const developer = await portal.signInAs('Developer');
      await change(developer, { secrets: { developmentSecret } });
      expect(await change(developer, { secrets: { developmentSecret: null } })).toEqual(keptHere);
      expect((await openForm(developer)).secrets.developmentSecret).toMatchObject({ isSet: false });
      expect(await change(developer, toDevelopment)).toMatchObject({ kind: 'invalid' });
      expect(await portal.writes()).toEqual([]);
    });

    it('preserves what Codat holds beyond the fields of the form', async () => {
      await portal.codat.reset('legacy-plaid');
      const developer = await portal.signInAs('Developer');
      const stated = { values: { environment: 'sandbox' }, secrets: { sandboxSecret } };
      expect(await change(developer, stated)).toMatchObject({ kind: 'saved', sent: true });
      expect(await held()).toEqual({ ...legacy, clientSecret: sandboxSecret, environment: 'sandbox' });
    });

    it('assumes no environment if Codat states none, and asks', async () => {
      await portal.codat.reset('legacy-plaid');
      const developer = await portal.signInAs('Developer');
      const form = await openForm(developer);
      expect(form.values.environment).toBe('');
      expect(Object.values(form.secrets).some(({ isSet }) => isSet)).toBe(false);
      expect(await save(developer, form, { values: { countryCodes: 'US' } })).toMatchObject({
        kind: 'invalid',
        fieldErrors: [{ field: 'environment', problem: 'required' }],
      });
    });

    it('takes up what Codat holds: the secret in use counts as stored, and survives a switch', async () => {
      const developer = await portal.signInAs('Developer');
      const form = await openForm(developer);
      expect(form.values).toMatchObject({ clientId: seeded.clientId, environment: 'sandbox' });
      expect(form.secrets.sandboxSecret).toMatchObject({ isSet: true, inUse: true, hint: '1ad1' });
      const both = { ...toDevelopment, secrets: { developmentSecret } };
      expect(await save(developer, form, both)).toMatchObject({ sent: true });
      expect((await openForm(developer)).secrets.sandboxSecret).toMatchObject({ isSet: true, inUse: false });
      await change(developer, { values: { environment: 'sandbox' } });
      expect(await held()).toEqual(seeded);
    });

    it('keeps the newer secret that was put in outside, also over a switch there and back', async () => {
      const developer = await portal.signInAs('Developer');
      await change(developer, { secrets: { sandboxSecret } });
      await putDirectly(portal, { ...seeded, clientSecret: otherSecret });
      await change(developer, { values: { countryCodes: 'GB' }, secrets: { developmentSecret } });
      await change(developer, toDevelopment);
      await change(developer, { values: { environment: 'sandbox' } });
      expect((await held()).clientSecret).toBe(otherSecret);
    });
  });

  describe('sent several times', () => {
    const changes = { values: { countryCodes: 'GB' } };

    it.each<[string, Changes, number]>([
      ['a save', changes, 1],
      ['a save that concerns nothing at Codat', { secrets: { developmentSecret } }, 0],
    ])('%s is made once, and reported alike, one after the other', async (_, same, writes) => {
      const developer = await portal.signInAs('Developer');
      const form = await openForm(developer);
      for (let i = 0; i < 5; i += 1) {
        expect(await save(developer, form, same)).toMatchObject({ kind: 'saved', sent: writes === 1 });
      }
      expect(await puts(portal)).toHaveLength(writes);
      expect(await portal.recorded()).toHaveLength(writes + 1);
      expect(await versionOf()).toBe(1);
    });

    it.each<[string, Changes, number]>([
      ['a save', changes, 1],
      ['a save that concerns nothing at Codat', { secrets: { developmentSecret } }, 0],
    ])('%s is made once, all at the same time', async (_, same, writes) => {
      const developer = await portal.signInAs('Developer');
      const form = await openForm(developer);
      const all = await Promise.all(Array.from({ length: 5 }, () => save(developer, form, same)));
      const kinds = all.map((result) => (result.kind === 'error' ? result.code : result.kind));
      expect(kinds).toContain('saved');
      expect(['saved', 'outcome-unknown', 'not-visible-yet']).toEqual(expect.arrayContaining(kinds));
      expect(await puts(portal)).toHaveLength(writes);
      expect(await portal.recorded()).toHaveLength(writes + 1);
      expect(await versionOf()).toBe(1);
    });

    it('remains a failure if it was one, and is not tried again', async () => {
      const developer = await portal.signInAs('Developer');
      const form = await openForm(developer);
      await portal.codat.faults([{ method: 'PUT', path: credentialsPath(), status: 403 }]);
      const [first, again] = [await save(developer, form, changes), await save(developer, form, changes)];
      expect([first, again]).toEqual(Array(2).fill({ kind: 'error', code: 'codat-refused' }));
      expect(await puts(portal)).toHaveLength(1);
    });
  });

  it.each<Role>(['Analyst', 'Advisor', 'Onboarding'])(
    'is refused to the role %s, and nothing is sent',
    async (role) => {
      const form = await openForm(await portal.signInAs('Developer'));
      await portal.codat.clearRequests();
      const person = await portal.signInAs(role);
      expect(await save(person, form, { values: { countryCodes: 'GB' } })).toEqual({
        kind: 'error',
        code: 'forbidden',
      });
      await expect(keep(person)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(restore(person)).rejects.toMatchObject({ code: 'forbidden' });
      expect(await portal.codat.requests()).toEqual([]);
    },
  );

  it('returns and records no value of a secret, whatever the outcome', async () => {
    const developer = await portal.signInAs('Developer');
    const administrator = await portal.signInAs('Administrator');
    const heard: unknown[] = [];
    const hear = async (promise: Promise<unknown>) =>
      heard.push(await promise.catch((error: unknown) => [String(error), (error as Error).stack, error]));

    const stale = await openForm(developer);
    await hear(change(developer, { secrets: { developmentSecret, sandboxSecret } }));
    await hear(save(administrator, stale, { secrets: { productionSecret: otherSecret } }));
    await hear(change(developer, { ...toDevelopment, secrets: { productionSecret: otherSecret } }));
    const echo = { error: `${sandboxSecret} ${otherSecret}`, correlationId: otherSecret };
    for (const status of [400, 403, 409, 500]) {
      await portal.codat.faults([{ method: 'PUT', path: credentialsPath(), status, body: echo }]);
      const secrets = { developmentSecret: `${otherSecret}${status}` };
      await hear(change(developer, { secrets }));
      await hear(change(developer, { secrets, override: ['developmentSecret/not-hex'] }));
    }
    await putDirectly(portal, { ...seeded, clientSecret: otherSecret });
    await hear(read(developer));
    await hear(restore(developer));
    await hear(keep(developer));
    const odd = { ...inputOf(stale, {}), draft: { sandboxSecret } };
    await hear(outcomeOf(developer.does(() => saveSettings.untrusted(odd))));
    await hear(read(administrator));

    const rows = await Promise.all(
      (['settings', 'stored_secrets', 'open_operations'] as const).map((table) =>
        database().selectFrom(table).selectAll().execute(),
      ),
    );
    const everything = [JSON.stringify([heard, await portal.recorded(), rows]), portal.logged()].join('\n');
    expect(everything).toContain('settings.save');
    for (const secret of [sandboxSecret, developmentSecret, otherSecret, seeded.clientSecret as string]) {
      const bytes = Buffer.from(secret);
      const encoded = (['base64', 'base64url', 'hex'] as const).map((encoding) => bytes.toString(encoding));
      for (const spelling of [secret, ...encoded]) expect(everything).not.toContain(spelling);
    }
  });
});

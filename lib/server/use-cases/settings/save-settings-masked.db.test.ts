import { describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import type { Browser } from '../../testing/next-headers';
import {
  clientId,
  developmentSecret,
  firstSetUp,
  keep,
  keptHere,
  otherSecret,
  puts,
  read,
  sandboxSecret,
  saved,
  seeded,
} from '../../testing/settings-data';
import {
  change,
  credentialsPath,
  openForm,
  putDirectly,
  readCodatCredentials,
  save,
} from '../../testing/settings-fixtures';

describe.each(engines)('saving settings, on %s', (engine) => {
  const portal = setupInstallation(engine);

  describe('if Codat answers masked', () => {
    const all = { ...seeded, companyDataAccess: 'oneOff', proxyAccess: 'false' };

    /** Reads the settings once in clear. Codat masks them from then on. */
    async function maskedFromNowOn(developer: Browser): Promise<void> {
      await putDirectly(portal, all);
      await change(developer, { values: { countryCodes: 'GB' } });
      await portal.codat.modes({ maskCredentials: true });
      await portal.codat.clearRequests();
    }

    it('sends what it has seen in clear, never a mask, and says that it is not verified', async () => {
      const developer = await portal.signInAs('Developer');
      await maskedFromNowOn(developer);
      const form = await openForm(developer);
      expect(form.values).toMatchObject({ countryCodes: 'GB', companyDataAccess: 'oneOff' });
      expect(await save(developer, form, { values: { countryCodes: 'FR' } })).toEqual(
        saved(['Country codes'], { verified: false }),
      );
      expect(await puts(portal)).toEqual([
        { method: 'PUT', path: credentialsPath(), body: { ...all, countryCodes: 'FR' } },
      ]);
      expect((await read(developer)).driftedFields).toEqual([]);
    });

    it('sends nothing if nothing was changed', async () => {
      const developer = await portal.signInAs('Developer');
      await maskedFromNowOn(developer);
      expect(await change(developer, {})).toEqual({ kind: 'unchanged' });
      expect(await change(developer, { secrets: { developmentSecret } })).toEqual(keptHere);
      expect(await portal.writes()).toEqual([]);
      expect((await read(developer)).driftedFields).toEqual([]);
    });

    it('asks by its label for each value that it has never seen', async () => {
      const developer = await portal.signInAs('Developer');
      await putDirectly(portal, { ...all, publicKey: 'a public key of before' });
      await portal.codat.modes({ maskCredentials: true });
      const form = await openForm(developer);
      expect(form.values.clientId).toBe('');
      expect(form.secrets.sandboxSecret).toMatchObject({ isSet: false });
      expect(await save(developer, form, {})).toMatchObject({
        kind: 'invalid',
        fieldErrors: [
          { field: 'clientId', problem: 'required' },
          { field: 'sandboxSecret', problem: 'required' },
        ],
      });
      expect(await save(developer, form, firstSetUp)).toEqual({
        kind: 'needs-values',
        fields: ['Access to company data', 'Proxy access to additional Plaid data types', 'publicKey'],
      });
      expect(await portal.writes()).toEqual([]);
      expect(await readCodatCredentials(portal)).toEqual({ ...all, publicKey: 'a public key of before' });
    });

    it('sets up for the first time what has never been seen', async () => {
      await portal.codat.reset('empty');
      await portal.codat.modes({ maskCredentials: true });
      const developer = await portal.signInAs('Developer');
      expect(await change(developer, firstSetUp)).toMatchObject({ kind: 'saved', verified: false });
      expect(await readCodatCredentials(portal)).toMatchObject({ clientId, clientSecret: sandboxSecret });
      expect(await portal.openOperations()).toEqual([]);
    });

    it('accepts no mask that a user pastes, for the secret in use or another', async () => {
      const developer = await portal.signInAs('Developer');
      await maskedFromNowOn(developer);
      for (const field of ['sandboxSecret', 'developmentSecret']) {
        const override = [`${field}/mask`];
        expect(await change(developer, { secrets: { [field]: 'XXXXXXXXXX1ad1' }, override })).toEqual({
          kind: 'key-rejected',
          findings: [{ field, code: 'mask', level: 'error', facts: {} }],
        });
      }
      expect(await portal.writes()).toEqual([]);
      expect((await openForm(developer)).secrets.developmentSecret).toMatchObject({ isSet: false });
    });

    it('never adopts a mask, and still closes what waits for a person', async () => {
      const developer = await portal.signInAs('Developer');
      await maskedFromNowOn(developer);
      await putDirectly(portal, { ...seeded, clientSecret: otherSecret });
      await expect(keep(developer)).rejects.toMatchObject({ code: 'masked-by-codat' });
      const held = { method: 'PUT', path: credentialsPath(), status: 200, body: {} };
      await portal.codat.faults([{ ...held, apply: 'never', delayMs: 600_000 }]);
      const form = await openForm(developer);
      const pending = save(developer, form, { values: { countryCodes: 'FR' }, secrets: { sandboxSecret } });
      await expect.poll(() => puts(portal), { timeout: 10_000 }).toHaveLength(1);
      await putDirectly(portal, { ...seeded, clientSecret: developmentSecret });
      await portal.codat.release();
      expect(await pending).toEqual({ kind: 'error', code: 'needs-attention' });
      await keep(developer);
      expect(await portal.openOperations()).toEqual([]);
      const rows = await database().selectFrom('settings').select('version').execute();
      expect(rows).toEqual([{ version: 1 }]);
    });
  });
});

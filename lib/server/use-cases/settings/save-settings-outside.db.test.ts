import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyChains } from '../../activity/verify';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import type { Browser } from '../../testing/next-headers';
import {
  developmentSecret,
  keep,
  otherSecret,
  puts,
  read,
  restore,
  sandboxSecret,
  saved,
  seeded,
  toDevelopment,
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

  describe('on a form that is no longer true', () => {
    it('is a conflict that names what was changed at Codat, and sends nothing', async () => {
      const developer = await portal.signInAs('Developer');
      const form = await openForm(developer);
      await putDirectly(portal, { ...seeded, clientId: 'another', somethingOfCodat: 'new' });
      const result = await save(developer, form, { values: { countryCodes: 'GB' } });
      expect(result).toMatchObject({ kind: 'conflict', fields: ['Client ID', 'somethingOfCodat'] });
      expect(await portal.writes()).toEqual([]);
      expect(await portal.recorded()).toEqual([]);
    });

    it('is a conflict if another user has saved here in the meantime, at Codat or not', async () => {
      const developer = await portal.signInAs('Developer');
      const administrator = await portal.signInAs('Administrator');
      const form = await openForm(developer);
      await change(administrator, { secrets: { developmentSecret } });
      expect(await save(developer, form, { secrets: { developmentSecret: otherSecret } })).toMatchObject({
        kind: 'conflict',
        fields: [],
      });
      const second = await openForm(developer);
      await change(administrator, { values: { countryCodes: 'GB' } });
      expect(await save(developer, second, { values: { countryCodes: 'FR' } })).toMatchObject({
        kind: 'conflict',
        fields: ['Country codes'],
      });
      expect(await puts(portal)).toHaveLength(1);
      expect((await readCodatCredentials(portal)).countryCodes).toBe('GB');
    });

    it('goes through once it is based on the current state', async () => {
      const developer = await portal.signInAs('Developer');
      const form = await openForm(developer);
      await putDirectly(portal, { ...seeded, somethingOfCodat: 'new' });
      const first = await save(developer, form, { values: { countryCodes: 'GB' } });
      if (first.kind !== 'conflict') throw new Error(`told ${first.kind}`);
      const again = { ...form, basis: first.basis, operation: randomUUID() };
      expect(await save(developer, again, { values: { countryCodes: 'GB' } })).toEqual(
        saved(['Country codes']),
      );
      expect(await readCodatCredentials(portal)).toEqual({
        ...seeded,
        somethingOfCodat: 'new',
        countryCodes: 'GB',
      });
    });
  });

  describe('if Codat stores something else', () => {
    async function twisted(developer: Browser) {
      const form = await openForm(developer);
      const twist = {
        method: 'PUT',
        path: credentialsPath(),
        apply: 'never',
        status: 200,
        body: {},
      } as const;
      await portal.codat.faults([{ ...twist, delayMs: 600_000 }]);
      const pending = save(developer, form, { values: { countryCodes: 'GB' } });
      await expect.poll(() => puts(portal)).toHaveLength(1);
      await putDirectly(portal, { ...seeded, countryCodes: 'gb' });
      await portal.codat.release();
      return pending;
    }

    it('leaves it to a person, blocks the next save, and ends when what Codat holds is kept', async () => {
      const developer = await portal.signInAs('Developer');
      expect(await twisted(developer)).toEqual({ kind: 'error', code: 'needs-attention' });
      expect((await read(developer)).needsAttention).toBe(true);
      expect(await change(developer, { values: { countryCodes: 'FR' } })).toEqual({
        kind: 'error',
        code: 'needs-attention',
      });
      expect(await puts(portal)).toEqual([]);

      await keep(developer);
      expect(await read(developer)).toMatchObject({ needsAttention: false, driftedFields: [] });
      expect((await portal.recorded()).map(({ outcome }) => outcome)).toContain('superseded');
      expect(await change(developer, { values: { countryCodes: 'FR' } })).toMatchObject({ kind: 'saved' });
      expect((await verifyChains()).every(({ brokenAt }) => brokenAt === null)).toBe(true);
    });
  });

  describe('after a change outside', () => {
    const outside = { ...seeded, environment: 'production', clientSecret: otherSecret };

    async function driftedFields(developer: Browser) {
      await change(developer, { values: { countryCodes: 'GB' } });
      await putDirectly(portal, { ...outside, countryCodes: 'GB' });
    }

    it('the page names what was changed', async () => {
      const developer = await portal.signInAs('Developer');
      await driftedFields(developer);
      expect((await read(developer)).driftedFields).toEqual(['Production secret', 'Environment']);
    });

    it('keeping it takes it over, its secret too, and sends nothing', async () => {
      const developer = await portal.signInAs('Developer');
      await driftedFields(developer);
      await keep(developer);
      const view = await read(developer);
      expect(view.driftedFields).toEqual([]);
      expect(view.form?.secrets.productionSecret).toMatchObject({ isSet: true, inUse: true });
      expect(await portal.writes()).toEqual([]);
      expect((await portal.recorded()).at(-1)).toMatchObject({ action: 'settings.keep-outside' });

      await change(developer, { values: { environment: 'sandbox' } });
      expect(await readCodatCredentials(portal)).toEqual({ ...seeded, countryCodes: 'GB' });
      await change(developer, { values: { environment: 'production' } });
      expect((await readCodatCredentials(portal)).clientSecret).toBe(otherSecret);
    });

    it('restoring puts back what was there before, by one write, however often it is sent', async () => {
      const developer = await portal.signInAs('Developer');
      await driftedFields(developer);
      const operation = randomUUID();
      for (let i = 0; i < 3; i += 1) await restore(developer, operation);
      expect(await readCodatCredentials(portal)).toEqual({ ...seeded, countryCodes: 'GB' });
      expect(await puts(portal)).toHaveLength(1);
      expect((await read(developer)).driftedFields).toEqual([]);
    });

    it('restoring that failed is not reported as done when it is sent again', async () => {
      const developer = await portal.signInAs('Developer');
      await driftedFields(developer);
      const operation = randomUUID();
      await portal.codat.faults([{ method: 'PUT', path: credentialsPath(), status: 403 }]);
      for (let i = 0; i < 2; i += 1) {
        await expect(restore(developer, operation)).rejects.toMatchObject({ code: 'codat-refused' });
      }
      expect(await puts(portal)).toHaveLength(1);
    });
  });

  describe('with a damaged record', () => {
    async function damage(field: string): Promise<string> {
      const sealed = 'v1.000000000000.damaged.damaged';
      await database().updateTable('stored_secrets').set({ sealed }).where('field', '=', field).execute();
      return sealed;
    }

    async function sealedOf(field: string): Promise<string | undefined> {
      const row = database().selectFrom('stored_secrets').select('sealed').where('field', '=', field);
      return (await row.executeTakeFirst())?.sealed;
    }

    it('names it, concerns no other, and leaves it as it is until it is replaced', async () => {
      const developer = await portal.signInAs('Developer');
      await change(developer, { secrets: { developmentSecret, productionSecret: otherSecret } });
      const damaged = await damage('developmentSecret');
      expect((await openForm(developer)).secrets).toMatchObject({
        sandboxSecret: { isSet: true, damaged: false },
        developmentSecret: { isSet: false, damaged: true },
        productionSecret: { isSet: true, damaged: false },
      });
      expect(await change(developer, toDevelopment)).toEqual({
        kind: 'invalid',
        fieldErrors: [{ field: 'developmentSecret', problem: 'required' }],
      });
      expect(await change(developer, { values: { environment: 'production' } })).toMatchObject({
        sent: true,
      });
      expect((await readCodatCredentials(portal)).clientSecret).toBe(otherSecret);
      // The secret is in use at Codat now, and in clear there. The damaged record is still not overwritten.
      await putDirectly(portal, { ...seeded, environment: 'development', clientSecret: sandboxSecret });
      await keep(developer);
      await change(developer, { values: { countryCodes: 'GB' } });
      expect(await sealedOf('developmentSecret')).toBe(damaged);

      await change(developer, { secrets: { developmentSecret } });
      expect(await sealedOf('developmentSecret')).not.toBe(damaged);
      expect((await openForm(developer)).secrets.developmentSecret).toMatchObject({ damaged: false });
    });
  });
});

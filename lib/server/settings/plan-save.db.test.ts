import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../testing/installation';
import { developmentSecret, otherSecret, toDevelopment } from '../testing/settings-data';
import { inputOf, openForm, plaid } from '../testing/settings-fixtures';
import { planSave, saveInput } from './plan-save';
import { requireSettings } from './settings-state';
import { parseDraft } from './submitted-draft';

/** Renders all of a value that JSON or an inspection reaches. */
function printed(value: unknown): string {
  const everything = { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;
  return `${JSON.stringify(value)} ${inspect(value, everything)}`;
}

describe.each(engines)('a typed secret on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('is in the plan of a save, and in no print of the input, of the draft or of the plan', async () => {
    const form = await openForm(await portal.signInAs('Developer'));
    const secrets = { developmentSecret, productionSecret: otherSecret };
    const input = saveInput.parse(inputOf(form, { ...toDevelopment, secrets }));
    const definition = requireSettings(plaid);
    const plan = await planSave(input, { instance: await portal.instanceRow(), definition, locale: 'en' });
    if (plan.kind !== 'plan') throw new Error(`there is no plan, but: ${plan.kind}`);
    const entered = [...plan.entered].map(([field, value]) => [field, value.reveal()]);
    expect(Object.fromEntries(entered)).toEqual(secrets);

    for (const each of [input, parseDraft(definition, new Set(), input.draft), plan]) {
      const text = printed(each);
      expect(text).toContain('replace');
      for (const value of Object.values(secrets)) expect(text).not.toContain(value);
    }
  });
});

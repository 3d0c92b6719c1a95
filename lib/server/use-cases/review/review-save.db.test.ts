import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { listAffectedConnections, listDisruptiveChanges } from '../../settings/disruptive-changes';
import { addCompany, connectionsAt, linkCompany, linkMany } from '../../testing/company-fixtures';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import {
  brokenRows,
  confirm,
  detailsOf,
  development,
  expectUntouched,
  inputFor,
  named,
  reviewOf,
} from '../../testing/reviewing';
import {
  clientId,
  connectId,
  developmentSecret,
  firstSetUp,
  keep,
  otherSecret,
  puts,
  restore,
  sandboxSecret,
  seeded,
  stripeKey,
} from '../../testing/settings-data';
import {
  type Changes,
  confirmationOf,
  credentialsPath,
  expireLeases,
  inputOf,
  openForm,
  outcomeOf,
  plaid,
  putDirectly,
  readCodatCredentials,
  save,
  stripe,
} from '../../testing/settings-fixtures';
import { reconcileOperations } from '../operations/reconcile-operations';
import { restoreSettings } from '../settings/restore-settings';
import { saveSettings } from '../settings/save-settings';
import { exportLinked } from './export-linked';

const production: Changes = {
  values: { environment: 'production' },
  secrets: { productionSecret: otherSecret },
};

describe.each(engines)('the review of a save, on %s', (engine) => {
  const portal = setupInstallation(engine);

  describe('is asked for', () => {
    it.each<[string, Changes]>([
      ['the client ID', { values: { clientId } }],
      ['the secret in use', { secrets: { sandboxSecret } }],
      ['the environment', development],
    ])('before %s of Plaid changes, and nothing is written without it', async (_, changes) => {
      const developer = await portal.signInAs('Developer');
      const input = await inputFor(developer, changes);
      expect(await developer.does(() => saveSettings.untrusted(input))).toEqual({
        kind: 'needs-review',
        reason: 'required',
      });
      await expectUntouched(portal);
      expect(await readCodatCredentials(portal)).toEqual(seeded);
    });

    it.each<[string, Changes]>([
      [
        'an option',
        { values: { countryCodes: 'GB', linkConfigurationName: 'x', companyDataAccess: 'oneOff' } },
      ],
      ['a secret that is not in use', { secrets: { developmentSecret, productionSecret: otherSecret } }],
    ])('not before %s changes', async (_, changes) => {
      const developer = await portal.signInAs('Developer');
      const input = await inputFor(developer, changes);
      expect(await developer.does(() => saveSettings.untrusted(input))).toMatchObject({ kind: 'saved' });
      expect((await brokenRows()).changes).toEqual([]);
      expect((await portal.codat.requests()).filter(({ path }) => path === '/companies')).toEqual([]);
    });

    it('not before a first set-up, and for every change of Stripe’s account after it', async () => {
      const developer = await portal.signInAs('Developer');
      const set = (changes: Changes) => inputFor(developer, changes, stripe);
      const first = await set({
        values: { clientId: connectId },
        secrets: { secretKey: stripeKey('sk', 'live') },
      });
      expect(await developer.does(() => saveSettings.untrusted(first))).toMatchObject({ kind: 'saved' });
      const needed = { kind: 'needs-review', reason: 'required' };
      const others = [
        { values: { clientId: `${connectId.slice(0, -1)}c` } },
        { secrets: { secretKey: stripeKey('rk', 'live') } },
      ];
      for (const changes of others) {
        const input = await set(changes);
        expect(await developer.does(() => saveSettings.untrusted(input))).toEqual(needed);
      }
      const option = await set({ values: { readWriteScope: true } });
      expect(await developer.does(() => saveSettings.untrusted(option))).toMatchObject({ kind: 'saved' });
    });
  });

  it('shows before and after, who is affected and when that was counted, and no secret', async () => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, production);
    const review = await reviewOf(developer, input);
    expect(review).toMatchObject({
      kind: 'save',
      name: 'Plaid',
      from: 'sandbox',
      to: 'production',
      phrase: 'production',
      instance: { name: (await portal.instanceRow()).name },
      rows: [
        {
          label: 'Environment',
          before: { kind: 'environment', environment: 'sandbox' },
          after: { kind: 'environment', environment: 'production' },
        },
        {
          label: 'Sandbox secret → Production secret',
          before: { kind: 'secret', hint: '1ad1' },
          after: { kind: 'secret', hint: otherSecret.slice(-4) },
        },
      ],
      affected: { count: 42 },
    });
    expect(review.affected?.names).toHaveLength(42);
    expect(Math.abs((review.affected?.at ?? 0) - Date.now())).toBeLessThan(10_000);
    const text = JSON.stringify(review);
    for (const secret of [otherSecret, seeded.clientSecret as string]) expect(text).not.toContain(secret);
    await expectUntouched(portal);
  });

  it('lets the change through once it is confirmed, with the number in intent and outcome', async () => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, production);
    const linked = await connectionsAt(portal, plaid, 'Linked');
    const review = await reviewOf(developer, input);
    expect(await confirm(developer, input, confirmationOf(review))).toMatchObject({
      kind: 'saved',
      sent: true,
    });
    expect((await readCodatCredentials(portal)).environment).toBe('production');
    expect(await detailsOf(portal)).toMatchObject([{ companies: 42 }, { companies: 42 }]);

    const { id } = await portal.instanceRow();
    const [change, ...others] = await listDisruptiveChanges(id);
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      id: input.operation,
      integration_key: plaid,
      kind: 'environment',
      company_count: 42,
      from_environment: 'sandbox',
      to_environment: 'production',
      actor: emailOf('Developer'),
    });
    expect(named(await listAffectedConnections(input.operation))).toEqual(linked);
    expect(await connectionsAt(portal, plaid, 'Linked')).toEqual([]);
  });

  describe('asks for the phrase', () => {
    it.each(['', 'sandbox', 'Plaid', 'productio', 'production!'])(
      'and takes %j for none, on the server',
      async (phrase) => {
        const developer = await portal.signInAs('Developer');
        const input = await inputFor(developer, production);
        const { token } = await reviewOf(developer, input);
        expect(await confirm(developer, input, { token, phrase })).toEqual({
          kind: 'needs-review',
          reason: 'phrase-mismatch',
        });
        await expectUntouched(portal);
        // The same review is still valid for the right phrase, however it is capitalised.
        expect(await confirm(developer, input, { token, phrase: ' Production ' })).toMatchObject({
          kind: 'saved',
        });
      },
    );

    it('of more than ten companies in Sandbox, and of no more than ten without Production', async () => {
      await portal.codat.reset('empty');
      const developer = await portal.signInAs('Developer');
      await save(developer, await openForm(developer), firstSetUp);
      const companies = await linkMany(portal, 10, plaid);
      const change = await inputFor(developer, development);
      expect(await reviewOf(developer, change)).toMatchObject({ affected: { count: 10 }, phrase: null });
      expect(await reviewOf(developer, await inputFor(developer, production))).toMatchObject({
        phrase: 'production',
      });
      await linkCompany(portal, await addCompany(portal, 'One more'), plaid);
      expect(await reviewOf(developer, change)).toMatchObject({
        affected: { count: 11 },
        phrase: 'development',
      });
      expect(companies).toHaveLength(10);
    });

    it('on the way out of Production as well, however few are linked', async () => {
      await portal.codat.reset('empty');
      const developer = await portal.signInAs('Developer');
      await save(developer, await openForm(developer), {
        values: { clientId, environment: 'production' },
        secrets: { productionSecret: otherSecret },
      });
      const review = await reviewOf(developer, await inputFor(developer, development));
      expect(review).toMatchObject({ affected: { count: 0 }, phrase: 'development' });
    });
  });

  describe('keeps the affected customers', () => {
    async function withFault(fault: object, timeoutMs = '5000') {
      const developer = await portal.signInAs('Developer');
      await portal.restart({ CODAT_TIMEOUT_MS: timeoutMs });
      const input = await inputFor(developer, development);
      const review = await reviewOf(developer, input);
      await portal.codat.faults([{ method: 'PUT', path: credentialsPath(), ...fault }]);
      return { developer, told: await confirm(developer, input, confirmationOf(review)) };
    }

    it('unless Codat refused', async () => {
      const { told } = await withFault({ status: 403 });
      expect(told).toEqual({ kind: 'error', code: 'codat-refused' });
      expect(await brokenRows()).toEqual({ changes: [], connections: [] });
      expect((await detailsOf(portal)).at(-1)).toMatchObject({ companies: 42 });
    });

    it('if the outcome was reconciled later by reading, and only from then on', async () => {
      const { told } = await withFault({ abort: true, apply: 'after', delayMs: 600_000 }, '500');
      await portal.restart();
      expect(told).toMatchObject({ code: 'outcome-unknown' });
      const { id } = await portal.instanceRow();
      expect(await listDisruptiveChanges(id)).toEqual([]);
      await portal.codat.release();
      await expireLeases();
      await reconcileOperations();
      expect(await portal.openOperations()).toEqual([]);
      expect(await listDisruptiveChanges(id)).toMatchObject([{ company_count: 42 }]);
      expect((await brokenRows()).connections).toHaveLength(42);
      expect((await detailsOf(portal)).at(-1)).toMatchObject({ settled: true, companies: 42 });
    });

    it('if someone has since put something else there that was kept, as it may have affected them before', async () => {
      const { developer, told } = await withFault({ abort: true, apply: 'after', delayMs: 600_000 }, '500');
      expect(told).toMatchObject({ code: 'outcome-unknown' });
      await portal.restart();
      await portal.codat.release();
      await putDirectly(portal, { ...seeded, environment: 'production' });
      await expireLeases();
      await reconcileOperations();
      const { id } = await portal.instanceRow();
      expect(await listDisruptiveChanges(id)).toEqual([]);
      await keep(developer);
      expect((await portal.recorded()).at(-1)).toMatchObject({ outcome: 'superseded' });
      expect(await listDisruptiveChanges(id)).toMatchObject([{ company_count: 42 }]);
      expect((await brokenRows()).connections).toHaveLength(42);
    });

    it('unless reading shows that it never took effect', async () => {
      const { told } = await withFault({ abort: true, apply: 'never' });
      expect(told).toMatchObject({ code: 'outcome-unknown' });
      await expireLeases();
      await reconcileOperations();
      expect(await brokenRows()).toEqual({ changes: [], connections: [] });
      expect(await connectionsAt(portal, plaid, 'Linked')).toHaveLength(42);
    });
  });

  it('is also required before restoring what was saved here', async () => {
    const developer = await portal.signInAs('Developer');
    await keep(developer);
    await putDirectly(portal, { ...seeded, environment: 'production', clientSecret: otherSecret });
    const input = { instance, key: plaid, operation: randomUUID() };
    expect(await developer.does(() => restoreSettings(input))).toEqual({
      kind: 'needs-review',
      reason: 'required',
    });
    expect(await puts(portal)).toEqual([]);
    expect(await restore(developer)).toEqual({ kind: 'restored' });
    expect(await readCodatCredentials(portal)).toEqual(seeded);
    expect((await brokenRows()).changes).toMatchObject([{ kind: 'environment', to_environment: 'sandbox' }]);
  });

  it('is also required before a save that overwrites what someone else has changed', async () => {
    const developer = await portal.signInAs('Developer');
    const form = await openForm(developer);
    await putDirectly(portal, { ...seeded, clientId: 'another' });
    const first = await outcomeOf(developer.does(() => saveSettings.untrusted(inputOf(form, development))));
    if (first.kind !== 'conflict') throw new Error(`told ${first.kind}`);
    const input = inputOf({ ...form, basis: first.basis, operation: randomUUID() }, development);
    expect(await outcomeOf(developer.does(() => saveSettings.untrusted(input)))).toEqual({
      kind: 'needs-review',
      reason: 'required',
    });
    expect(await puts(portal)).toEqual([]);
  });

  it('exports the list of affected customers, and records that it did', async () => {
    const developer = await portal.signInAs('Developer');
    const company = await addCompany(portal, 'Cafe - Tabac');
    await linkCompany(portal, company, plaid);
    const { file, text, companies } = await developer.does(() => exportLinked({ instance, key: plaid }));
    expect(file).toMatch(/^local-suuo-\d{4}-\d\d-\d\d\.csv$/);
    expect(companies).toBe(43);
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('\ufeffCompany,Company ID,Connection ID,Linked since,Last data sync');
    expect(lines).toHaveLength(1 + (await connectionsAt(portal, plaid, 'Linked')).length + 1);
    expect(text).toContain(`Cafe - Tabac,${company.id},`);
    expect(await portal.recorded()).toMatchObject([
      { action: 'companies.export-linked', actor: emailOf('Developer'), integration_key: plaid },
    ]);
    expect(await detailsOf(portal)).toEqual([{ companies: 43 }]);
  });
});

import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { verifyChains } from '../../activity/verify';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import {
  disable,
  enable,
  held,
  isEnabledAtCodat,
  outcomes,
  patch,
  sandbox,
  untilReceived,
} from '../../testing/switching';
import { retryEnablement } from './retry-enablement';

const plaid = 'suuo';
const trueLayer = 'upvr';
const xero = 'gbol';

describe.each(engines)('switching an integration, on %s', (engine) => {
  const portal = setupInstallation(engine);

  describe('as asked', () => {
    it('sends Codat one PATCH that holds the wanted state and nothing else', async () => {
      const developer = await portal.signInAs('Developer');
      expect(await enable(developer)).toEqual({ code: 'enabled', facts: {} });
      expect(await portal.writes()).toEqual([{ ...patch, body: { enabled: true } }]);
      expect(await isEnabledAtCodat(portal, developer)).toBe(true);
    });

    it('records the intent before it calls Codat, and the outcome afterwards', async () => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...held, apply: 'before' }]);
      const change = enable(developer);
      await untilReceived(portal, 'PATCH');

      const [intent, ...others] = await portal.recorded();
      expect(others).toEqual([]);
      expect(intent).toMatchObject({
        phase: 'intent',
        action: 'integration.enable',
        actor: emailOf('Developer'),
        integration_key: sandbox,
        outcome: null,
      });
      expect(JSON.parse(intent?.details ?? '')).toEqual({ from: false, to: true, linked: 0 });

      await portal.codat.release();
      expect((await change).code).toBe('enabled');
      const outcome = (await portal.recorded()).at(-1);
      expect(outcome).toMatchObject({
        phase: 'outcome',
        outcome: 'applied',
        operation_id: intent?.operation_id,
        previous_hash: intent?.hash,
      });
      expect((await verifyChains()).map(({ brokenAt }) => brokenAt)).toEqual([null, null]);
      expect(await portal.openOperations()).toEqual([]);
    });

    it('sends nothing if the intent can’t be recorded', async () => {
      const developer = await portal.signInAs('Developer');
      await sql`alter table activity rename to activity_away`.execute(database());
      try {
        await expect(enable(developer)).rejects.toThrow(/activity/);
      } finally {
        await sql`alter table activity_away rename to activity`.execute(database());
      }
      expect(await portal.writes()).toEqual([]);
      expect(await portal.openOperations()).toEqual([]);
    });

    it('sends and records nothing if that is the state already', async () => {
      const developer = await portal.signInAs('Developer');
      expect((await disable(developer)).code).toBe('disabled');
      expect(await portal.writes()).toEqual([]);
      expect(await portal.recorded()).toEqual([]);
    });

    it('believes a second reading if the first one is stale', async () => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ path: patch.path, stale: true }]);
      expect((await enable(developer)).code).toBe('enabled');
      expect(await portal.codat.waitingFaults()).toEqual([]);
      expect(outcomes(await portal.recorded())).toEqual(['applied']);
    });
  });

  describe('with care', () => {
    it('sends nothing for an integration whose credentials are missing', async () => {
      const developer = await portal.signInAs('Developer');
      expect(await enable(developer, trueLayer)).toEqual({
        code: 'needs-set-up',
        facts: { name: 'TrueLayer' },
      });
      expect(await portal.writes()).toEqual([]);
      expect(await portal.recorded()).toEqual([]);
    });

    it.each([undefined, 0, 41])('asks first if 42 are linked and the person knows of %s', async (known) => {
      const developer = await portal.signInAs('Developer');
      expect(await disable(developer, plaid, known)).toEqual({
        code: 'needs-confirmation',
        facts: { name: 'Plaid', count: 42 },
      });
      expect(await portal.writes()).toEqual([]);
      expect(await portal.recorded()).toEqual([]);
    });

    it('continues if the person knows of every linked connection', async () => {
      const developer = await portal.signInAs('Developer');
      expect((await disable(developer, plaid, 42)).code).toBe('disabled');
      expect(await portal.writes()).toEqual([
        { method: 'PATCH', path: `/integrations/${plaid}`, body: { enabled: false } },
      ]);
    });
  });

  describe('refused by Codat', () => {
    it.each([404, 405])('takes a %s for the whole instance, and asks Codat no more', async (status) => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...patch, status }]);
      expect(await enable(developer)).toMatchObject({ code: 'enablement-refused', facts: { status } });
      expect(await disable(developer, plaid, 42)).toMatchObject({
        code: 'enablement-refused',
        facts: { status },
      });
      expect(await portal.writes()).toHaveLength(1);
      expect(outcomes(await portal.recorded())).toEqual(['refused']);
    });

    it('takes a 403 for that integration only', async () => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...patch, status: 403 }]);
      expect((await enable(developer)).code).toBe('enablement-refused');
      expect((await enable(developer)).code).toBe('enablement-refused');
      expect(await portal.writes()).toHaveLength(1);
      expect((await disable(developer, plaid, 42)).code).toBe('disabled');
    });

    it('offers it again once a user has asked for another try', async () => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.modes({ refuseEnablement: true });
      expect((await enable(developer)).code).toBe('enablement-refused');
      await portal.codat.modes({ refuseEnablement: false });
      await developer.does(() => retryEnablement({ instance }));
      expect((await enable(developer)).code).toBe('enabled');
      expect((await portal.recorded()).map(({ action }) => action)).toContain('integration.retry-enablement');
    });

    it('names the refused key, and remembers no refusal of the toggle for it', async () => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...patch, status: 401 }]);
      expect(await enable(developer)).toMatchObject({ code: 'codat-key-refused', facts: { status: 401 } });
      expect(outcomes(await portal.recorded())).toEqual(['refused']);
      expect((await enable(developer)).code).toBe('enabled');
    });

    it.each([
      ['seconds', '7', 7],
      ['an absurd number', '99999999999', 86_400],
      ['nonsense', 'soon', undefined],
    ])('reports how long to wait after a 429 that says it in %s', async (_, retryAfter, seconds) => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...patch, status: 429, headers: { 'Retry-After': retryAfter } }]);
      const { code, facts } = await enable(developer);
      expect({ code, seconds: facts.seconds }).toEqual({ code: 'codat-rate-limited', seconds });
      expect(await portal.writes()).toHaveLength(1);
    });

    it('reports how long to wait after a 429 that gives a date', async () => {
      const developer = await portal.signInAs('Developer');
      const inAMinute = new Date(Date.now() + 60_000).toUTCString();
      await portal.codat.faults([{ ...patch, status: 429, headers: { 'Retry-After': inAMinute } }]);
      const { facts } = await enable(developer);
      expect(facts.seconds).toBeGreaterThan(30);
      expect(facts.seconds).toBeLessThanOrEqual(60);
    });
  });

  describe('by two at once', () => {
    it('lets one through and reports to the other that a change is in progress', async () => {
      const [developer, administrator] = [
        await portal.signInAs('Developer'),
        await portal.signInAs('Administrator'),
      ];
      await portal.codat.faults([{ ...held, apply: 'before' }]);
      const first = enable(developer);
      await untilReceived(portal, 'PATCH');
      expect((await disable(administrator)).code).toBe('conflict');
      await portal.codat.release();
      expect((await first).code).toBe('enabled');
      expect(await portal.writes()).toHaveLength(1);
      expect(await portal.recorded()).toHaveLength(2);
    });

    it('sends one PATCH, no matter which of them comes first', async () => {
      const [developer, administrator] = [
        await portal.signInAs('Developer'),
        await portal.signInAs('Administrator'),
      ];
      for (let round = 0; round < 10; round += 1) {
        await portal.codat.reset();
        const codes = (await Promise.all([enable(developer), enable(administrator)])).map(({ code }) => code);
        expect(codes).toContain('enabled');
        expect(['enabled', 'conflict']).toContain(codes.find((code) => code !== 'enabled') ?? 'enabled');
        expect(await portal.writes()).toHaveLength(1);
      }
    });

    it('does not write on a reading that another change has made stale', async () => {
      const developer = await portal.signInAs('Developer');
      const administrator = await portal.signInAs('Administrator');
      // The credentials are read between reading the state and writing it. The first request is held up there.
      const credentials = `/integrations/credentials/${xero}`;
      expect((await disable(developer, xero, 99)).code).toBe('disabled');
      await portal.codat.faults([{ method: 'GET', path: credentials, delayMs: 600_000 }]);
      const overtaken = enable(developer, xero);
      await untilReceived(portal, 'GET', credentials);
      expect((await enable(administrator, xero)).code).toBe('enabled');
      expect((await disable(administrator, xero, 99)).code).toBe('disabled');

      await portal.codat.release();
      expect((await overtaken).code).toBe('conflict');
      expect(await portal.writes()).toHaveLength(3);
      expect(await portal.openOperations()).toEqual([]);
    });

    it('lets a change of one integration pass while another one is in progress', async () => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...held, apply: 'before' }]);
      const slow = enable(developer);
      await untilReceived(portal, 'PATCH');
      expect((await disable(developer, plaid, 42)).code).toBe('disabled');
      await portal.codat.release();
      expect((await slow).code).toBe('enabled');
    });
  });
});

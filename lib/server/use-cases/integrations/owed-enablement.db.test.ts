import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { engines, type Installation, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { startSavingProcess } from '../../testing/processes/child-process';
import { deleteBy } from '../../testing/reviewing';
import { connectId, firstSetUp, isEnabled, read, stripeKey } from '../../testing/settings-data';
import {
  type Changes,
  change,
  credentialsPath,
  expireLeases,
  openForm,
  plaid,
  reconcileUntilClosed,
  save,
  stripe,
} from '../../testing/settings-fixtures';
import { disable, enable, outcomes, untilReceived } from '../../testing/switching';
import { reconcileOperations } from '../operations/reconcile-operations';

// A first save owes the enabling of its integration, even if a crash or a silence comes between the two.

const patch = { method: 'PATCH', path: `/integrations/${plaid}` } as const;
const get = { method: 'GET', path: patch.path } as const;
const put = { method: 'PUT', path: credentialsPath() } as const;
const lost = { abort: true, apply: 'never' } as const;

function owed() {
  return database().selectFrom('owed_enablements').selectAll().execute();
}

async function methods(portal: Installation): Promise<string[]> {
  return (await portal.writes()).map(({ method }) => method);
}

async function later(): Promise<void> {
  await expireLeases();
  await reconcileOperations();
}

describe.each(engines)('enabling that a first save owes, on %s,', (engine) => {
  const portal = setupInstallation(engine);

  async function begin() {
    await portal.codat.reset('empty');
    return portal.signInAs('Administrator');
  }

  /** The toggle can't be read after the save. */
  async function saveUnread(person: Browser, changes: Changes = firstSetUp, key = plaid) {
    const form = await openForm(person, key);
    await portal.codat.faults([{ method: 'GET', path: `/integrations/${key}`, status: 500 }]);
    return save(person, form, changes);
  }

  it('is done once, after the next start, if the server was killed between the two', async () => {
    const person = await begin();
    const child = await startSavingProcess();
    await child.does({ kind: 'open' });
    await portal.codat.faults([{ ...put, apply: 'before', delayMs: 600_000 }]);
    const saving = child.does({ kind: 'save', changes: firstSetUp }).catch(() => 'killed');
    await untilReceived(portal, 'PUT', put.path);
    await portal.codat.faults([{ ...get, delayMs: 600_000 }]);
    await portal.codat.release();
    await expect
      .poll(async () => outcomes(await portal.recorded()), { timeout: 10_000 })
      .toEqual(['applied']);
    await child.kill();
    expect(await saving).toBe('killed');
    await portal.codat.clearFaults();
    await portal.restart();
    expect(await owed()).toMatchObject([
      { integration_key: plaid, actor: emailOf('Administrator'), sends: 0 },
    ]);
    expect(await read(person)).toMatchObject({ enablingOwed: true, tile: { enabled: false } });

    // No other process takes over while the request that saved might still be alive.
    await reconcileOperations();
    expect(await methods(portal)).toEqual(['PUT']);
    await later();
    expect(await read(person)).toMatchObject({ enablingOwed: false, tile: { enabled: true } });
    await later();
    expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
    expect(await owed()).toEqual([]);
    expect((await portal.recorded()).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'settings.save null',
      'settings.save applied',
      'integration.enable null',
      'integration.enable applied',
    ]);
  });

  it('is also owed if a later reading reconciles the save', async () => {
    const person = await begin();
    await portal.codat.faults([{ ...put, abort: true, apply: 'before', delayMs: 600_000 }]);
    const saving = change(person, firstSetUp);
    await untilReceived(portal, 'PUT', put.path);
    await portal.codat.faults([{ method: 'GET', path: put.path, status: 500, times: 2 }]);
    await portal.codat.release();
    expect(await saving).toEqual({ kind: 'error', code: 'outcome-unknown' });
    expect(await owed()).toEqual([]);
    await later();
    expect(outcomes(await portal.recorded())).toEqual(['applied']);
    expect(await owed()).toHaveLength(1);
    await later();
    expect(await isEnabled(person)).toBe(true);
    expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
  });

  it('outlives an error of Switchboard’s own, which is logged', async () => {
    const person = await begin();
    await portal.codat.faults([{ ...put, apply: 'before', delayMs: 600_000 }]);
    const saving = change(person, firstSetUp);
    await untilReceived(portal, 'PUT', put.path);
    await portal.codat.faults([{ ...get, delayMs: 600_000 }]);
    await portal.codat.release();
    await expect.poll(async () => outcomes(await portal.recorded())).toEqual(['applied']);
    await sql`alter table owed_enablements rename to owed_away`.execute(database());
    try {
      await portal.codat.release();
      expect(await saving).toMatchObject({ kind: 'saved', enabled: null, notEnabled: { kind: 'pending' } });
    } finally {
      await sql`alter table owed_away rename to owed_enablements`.execute(database());
    }
    expect(portal.logged()).toContain('"event":"enabling-failed"');
    expect(await methods(portal)).toEqual(['PUT']);
    await later();
    expect(await isEnabled(person)).toBe(true);
    expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
  });

  it('is sent once by two servers that come to it at the same time', async () => {
    const person = await begin();
    expect(await saveUnread(person)).toMatchObject({
      kind: 'saved',
      enabled: null,
      offersEnabling: false,
      notEnabled: { kind: 'pending' },
    });
    expect(portal.logged()).toContain('"event":"enabling-postponed"');
    await expireLeases();
    await Promise.all([reconcileOperations(), reconcileOperations(), reconcileOperations()]);
    expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
    expect(await isEnabled(person)).toBe(true);
    expect(await owed()).toEqual([]);
  });

  it('remains while Codat does not report the toggle, and nothing is sent again before reconciliation', async () => {
    const person = await begin();
    await portal.codat.faults([{ ...patch, ...lost }]);
    expect(await change(person, firstSetUp)).toMatchObject({ notEnabled: { kind: 'pending' } });
    expect(await portal.openOperations()).toHaveLength(1);
    await reconcileOperations();
    expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
    await later();
    expect(await methods(portal)).toEqual(['PUT', 'PATCH', 'PATCH']);
    expect(await isEnabled(person)).toBe(true);
    expect(outcomes(await portal.recorded())).toEqual(['applied', 'not-applied', 'applied']);
    expect(await owed()).toEqual([]);
  });

  it('is tried three times at most if no try has an effect', async () => {
    const person = await begin();
    await portal.codat.faults([{ ...patch, ...lost, times: 100 }]);
    await change(person, firstSetUp);
    for (let turn = 0; turn < 8; turn += 1) await later();
    expect(await methods(portal)).toEqual(['PUT', 'PATCH', 'PATCH', 'PATCH']);
    expect(await owed()).toEqual([]);
    expect(await read(person)).toMatchObject({ enablingOwed: false, tile: { enabled: false } });
  });

  it('is not sent a second time if Codat accepted it and shows it late, or never', async () => {
    const person = await begin();
    await portal.codat.faults([{ ...patch, status: 200, body: {}, apply: 'never' }]);
    expect(await change(person, firstSetUp)).toMatchObject({
      enabled: null,
      notEnabled: { kind: 'pending' },
    });
    expect((await read(person)).tile).toMatchObject({ accepted: true });
    await reconcileUntilClosed();
    await later();
    expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
    expect(await owed()).toEqual([]);
  });

  it.each([403, 404, 405, 409, 422])(
    'ends if Codat refuses with %s, which the receipt says',
    async (status) => {
      const person = await begin();
      await portal.codat.faults([{ ...patch, status, apply: 'never' }]);
      expect(await change(person, firstSetUp)).toMatchObject({
        kind: 'saved',
        enabled: false,
        offersEnabling: false,
        notEnabled: { kind: 'refused', status },
      });
      expect(portal.logged()).toContain('"event":"enabling-refused"');
      expect(outcomes(await portal.recorded())).toEqual(['applied', 'refused']);
      await later();
      expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
      expect(await owed()).toEqual([]);
      const kind = status < 409 ? 'refused-by-codat' : 'writable';
      expect((await read(person)).tile.enablement).toMatchObject({ kind });
    },
  );

  it('ends if Codat refuses it after a crash, or refused the toggles before', async () => {
    const person = await begin();
    await saveUnread(person);
    await portal.codat.modes({ refuseEnablement: true });
    await later();
    expect((await read(person)).tile.enablement).toEqual({ kind: 'refused-by-codat', status: 404 });
    expect(await owed()).toEqual([]);
    await deleteBy(person, randomUUID());
    expect(await change(person, firstSetUp)).toMatchObject({ notEnabled: { kind: 'refused', status: 404 } });
    expect(await owed()).toEqual([]);
    expect(await methods(portal)).toEqual(['PUT', 'PATCH', 'DELETE', 'PUT']);
  });

  it('waits as long as Codat says if Codat takes no more requests', async () => {
    const person = await begin();
    await portal.codat.faults([{ ...patch, status: 429, headers: { 'Retry-After': '600' }, apply: 'never' }]);
    expect(await change(person, firstSetUp)).toMatchObject({ notEnabled: { kind: 'pending' } });
    const [debt] = await owed();
    expect((debt?.next_check_at ?? 0) - Date.now()).toBeGreaterThan(500_000);
    await later();
    expect(await isEnabled(person)).toBe(true);
  });

  describe('is cancelled', () => {
    async function beginOwing() {
      const person = await begin();
      expect(await saveUnread(person)).toMatchObject({ notEnabled: { kind: 'pending' } });
      expect(await owed()).toHaveLength(1);
      return person;
    }

    it('by a person who uses the switch', async () => {
      const person = await beginOwing();
      expect((await enable(person, plaid)).code).toBe('enabled');
      expect((await disable(person, plaid)).code).toBe('disabled');
      await later();
      expect(await isEnabled(person)).toBe(false);
      expect(await methods(portal)).toEqual(['PUT', 'PATCH', 'PATCH']);
    });

    it('by a person whose switch had no effect, which is reported', async () => {
      const person = await beginOwing();
      await portal.codat.faults([{ ...patch, status: 503, apply: 'never' }]);
      expect((await enable(person, plaid)).code).toBe('outcome-unknown');
      await later();
      expect(await methods(portal)).toEqual(['PUT', 'PATCH']);
      expect(await isEnabled(person)).toBe(false);
    });

    it('by a person who wants it off, as it is', async () => {
      const person = await beginOwing();
      expect((await disable(person, plaid)).code).toBe('disabled');
      await later();
      expect(await methods(portal)).toEqual(['PUT']);
    });

    it('by a person who wants it off, while it is being paid', async () => {
      const person = await beginOwing();
      await expireLeases();
      await portal.codat.clearRequests();
      await portal.codat.faults([{ ...get, delayMs: 600_000 }]);
      const paying = reconcileOperations();
      await untilReceived(portal, 'GET', get.path);
      expect((await disable(person, plaid)).code).toBe('disabled');
      await portal.codat.release();
      await paying;
      expect(await portal.writes()).toEqual([]);
      expect(await isEnabled(person)).toBe(false);
      expect(await owed()).toEqual([]);
    });

    it('by a deletion of the credentials', async () => {
      const person = await beginOwing();
      await deleteBy(person, randomUUID());
      await later();
      expect(await methods(portal)).toEqual(['PUT', 'DELETE']);
      expect(await owed()).toEqual([]);
    });

    it('if the credentials were removed outside Switchboard', async () => {
      await beginOwing();
      await portal.codat.faults([{ method: 'GET', path: put.path, status: 200, body: {} }]);
      await later();
      expect(await methods(portal)).toEqual(['PUT']);
      expect(await owed()).toEqual([]);
    });

    it('if Codat has enabled it by then', async () => {
      const person = await begin();
      await portal.codat.modes({ enableOnPut: true });
      await saveUnread(person);
      await later();
      expect(await methods(portal)).toEqual(['PUT']);
      expect(await owed()).toEqual([]);
    });
  });

  it('does not arise if the person is asked, and nothing is asked if Codat can’t be read', async () => {
    const person = await begin();
    const changes = { values: { clientId: connectId }, secrets: { secretKey: stripeKey('sk', 'live') } };
    expect(await saveUnread(person, changes, stripe)).toMatchObject({ enabled: null, offersEnabling: false });
    expect(portal.logged()).toContain('"event":"enabled-not-read"');
    expect(await owed()).toEqual([]);
  });
});

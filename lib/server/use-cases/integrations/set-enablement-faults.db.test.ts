import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Fault } from '@/emulator/control';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import { expireLeases, reconcileUntilClosed } from '../../testing/settings-fixtures';
import {
  enable,
  held,
  isEnabledAtCodat,
  outcomes,
  patch,
  sandbox,
  untilReceived,
} from '../../testing/switching';
import { reconcileOperations } from '../operations/reconcile-operations';
import { readTiles } from './read-tiles';
import { setEnablement } from './set-enablement';

describe.each(engines)('switching an integration where Codat’s answer is spoilt, on %s', (engine) => {
  const portal = setupInstallation(engine);

  const notVisible = 'not-visible-yet';
  /** The fault, and the outcome that the user gets: `enabled` where the write took effect. */
  const spoilt: readonly [string, Omit<Fault, 'path'>, string][] = [
    ['503, and it had taken effect', { status: 503, apply: 'before' }, 'enabled'],
    ['503, and it had not', { status: 503, apply: 'never' }, 'outcome-unknown'],
    ['500 after the effect', { status: 500, apply: 'before' }, 'enabled'],
    ['200, and nothing done', { status: 200, body: { enabled: true }, apply: 'never' }, notVisible],
    ['200 with a body that is none', { status: 200, body: '<html>', apply: 'before' }, 'enabled'],
    ['500, and it had not', { status: 500, apply: 'never' }, 'outcome-unknown'],
    ['202 for later, and it comes', { status: 202, apply: 'after' }, 'enabled'],
    ['202 for later, and it never comes', { status: 202, apply: 'never' }, 'outcome-unknown'],
    ['408 after the effect', { status: 408, apply: 'before' }, 'enabled'],
    ['408, and nothing done', { status: 408, apply: 'never' }, 'outcome-unknown'],
    ['502 after the effect', { status: 502, apply: 'before' }, 'enabled'],
    ['502, and nothing done', { status: 502, apply: 'never' }, 'outcome-unknown'],
    ['504 after the effect', { status: 504, apply: 'before' }, 'enabled'],
    ['504, and nothing done', { status: 504, apply: 'never' }, 'outcome-unknown'],
    ['422 and nothing done', { status: 422, apply: 'never' }, 'codat-refused'],
    ['409 and nothing done', { status: 409, apply: 'never' }, 'codat-refused'],
    ['a lost connection after the effect', { abort: true, apply: 'before' }, 'enabled'],
    ['a lost connection before the effect', { abort: true, apply: 'never' }, 'outcome-unknown'],
    ['headers only, after the effect', { abort: 'beforeBody', apply: 'before' }, 'enabled'],
    ['headers only, before the effect', { abort: 'beforeBody', apply: 'never' }, 'outcome-unknown'],
    ['a body cut at its end, after the effect', { abort: 'afterBody', apply: 'before' }, 'enabled'],
    ['a body cut at its end, and no effect', { abort: 'afterBody', apply: 'never' }, 'outcome-unknown'],
    ['half an answer', { truncateAfter: 20 }, 'enabled'],
  ];

  it.each(spoilt)('reports the truth after %s', async (_, fault, code) => {
    const isApplied = code === 'enabled';
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, ...fault }]);
    expect((await enable(developer)).code).toBe(code);
    expect(await portal.writes()).toHaveLength(1);
    expect(await isEnabledAtCodat(portal, developer)).toBe(isApplied);

    // A reported outcome closes the operation. Any other operation stays open, and is reconciled with Codat.
    const isOpen = code === 'outcome-unknown' || code === notVisible;
    expect(await portal.openOperations()).toHaveLength(isOpen ? 1 : 0);
    await reconcileUntilClosed();
    const recorded = outcomes(await portal.recorded());
    expect(recorded).toEqual([isApplied ? 'applied' : code === 'codat-refused' ? 'refused' : 'not-applied']);
    expect(await portal.writes()).toHaveLength(1);
  });

  it('follows no redirect, which would carry the write elsewhere', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, status: 307, headers: { Location: '/profile' } }]);
    expect((await enable(developer)).code).toBe('outcome-unknown');
    expect(await portal.writes()).toHaveLength(1);
  });

  it('leaves a change open that Codat answers too late, and reconciles it by reading, never by sending', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.restart({ CODAT_TIMEOUT_MS: '500' });
    await portal.codat.faults([{ ...held, apply: 'after' }]);
    expect((await enable(developer)).code).toBe('outcome-unknown');
    await portal.restart();

    const before = await developer.does(() => readTiles.untrusted({ instance, category: 'banking' }));
    expect(before.tiles.find(({ key }) => key === sandbox)).toMatchObject({
      enabled: false,
      unsettled: true,
    });
    expect((await enable(developer)).code).toBe('conflict');
    await reconcileOperations();
    expect(await portal.openOperations()).toHaveLength(1);

    await portal.codat.release();
    await expireLeases();
    await reconcileOperations();
    expect(outcomes(await portal.recorded())).toEqual(['applied']);
    expect(await portal.openOperations()).toEqual([]);
    expect(await portal.writes()).toHaveLength(1);
    const after = await developer.does(() => readTiles.untrusted({ instance, category: 'banking' }));
    expect(after.tiles.find(({ key }) => key === sandbox)).toMatchObject({
      enabled: true,
      unsettled: false,
    });
  });

  it('calls nothing a failure that it could not read back', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...held, apply: 'before' }]);
    const change = enable(developer);
    await untilReceived(portal, 'PATCH');
    await portal.codat.faults([{ method: 'GET', path: patch.path, status: 500, times: 2 }]);
    await portal.codat.release();
    expect((await change).code).toBe(notVisible);
    expect(await portal.openOperations()).toHaveLength(1);
    await expireLeases();
    await reconcileOperations();
    expect(outcomes(await portal.recorded())).toEqual(['applied']);
  });

  it('calls nothing a failure that it could not record', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...held, apply: 'before' }]);
    const change = enable(developer);
    await untilReceived(portal, 'PATCH');
    await sql`alter table activity rename to activity_away`.execute(database());
    try {
      await portal.codat.release();
      expect((await change).code).toBe('outcome-unknown');
    } finally {
      await sql`alter table activity_away rename to activity`.execute(database());
    }
    expect(portal.logged()).toContain('"event":"write-not-recorded"');
    expect(await portal.openOperations()).toHaveLength(1);
    await expireLeases();
    await reconcileOperations();
    expect(outcomes(await portal.recorded())).toEqual(['applied']);
    expect(await portal.writes()).toHaveLength(1);
  });

  it.each(['true', 'false'])(
    'rejects a request for %s while a change of the same integration is open',
    async (enabled) => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([{ ...patch, abort: true, apply: 'never' }]);
      expect((await enable(developer)).code).toBe('outcome-unknown');
      const change = developer.does(() => setEnablement.untrusted({ instance, key: sandbox, enabled }));
      await expect(change).rejects.toMatchObject({ code: 'conflict' });
      expect(await portal.writes()).toHaveLength(1);
      expect(await portal.openOperations()).toHaveLength(1);
    },
  );
});

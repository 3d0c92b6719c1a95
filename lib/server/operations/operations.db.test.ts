import { describe, expect, it, vi } from 'vitest';
import { verifyChains } from '../activity/verify';
import { database } from '../db/database';
import type { OpenOperation } from '../db/schema';
import { Secret } from '../secret';
import { sealSettings } from '../settings/stored-settings';
import { engines, type Installation, setupInstallation } from '../testing/installation';
import { emailOf, instance } from '../testing/names';
import { credentialsPath, expireLeases, plaid } from '../testing/settings-fixtures';
import { readTiles } from '../use-cases/integrations/read-tiles';
import { setEnablement } from '../use-cases/integrations/set-enablement';
import { operationDefinitions } from '../use-cases/operations/operation-definitions';
import { reconcileOperations } from '../use-cases/operations/reconcile-operations';
import { definitionOf, type OperationKind } from './definition';
import { closeOperation, databaseTime, latestActivitySeq, openOperation } from './operations';

// A process that dies between the intent and the outcome leaves an open operation; Codat has taken the write, or not.

const sandbox = 'qhnd';
const details = { from: false, to: true, linked: 0 };
/** Follows from the tests' settings: three time-outs, the pause between two readings, and eight seconds. */
const lostAfterMs = 3 * 5_000 + 20 + 8_000;
const yearMs = 365 * 86_400_000;

type Crash = { readonly agoMs?: number; readonly key?: string; readonly pending?: string };

async function crashed(
  portal: Installation,
  kind: OperationKind,
  { agoMs = lostAfterMs + 1, key = sandbox, pending }: Crash = {},
): Promise<void> {
  const { id } = await portal.instanceRow();
  const subject = { instanceId: id, integrationKey: key, readAtSeq: await latestActivitySeq(id) };
  await openOperation(definitionOf(operationDefinitions, { kind }), {
    subject,
    kind,
    details,
    actor: { id: 'developer', label: emailOf('Developer') },
    pending: pending ?? null,
  });
  await database()
    .updateTable('open_operations')
    .set((column) => ({ started_at: column('started_at', '-', agoMs) }))
    .execute();
  await portal.restart();
}

/** Ciphertexts of a map that Codat neither holds nor held. */
async function pendingMap(portal: Installation): Promise<string> {
  const subject = { instanceId: (await portal.instanceRow()).id, integrationKey: plaid };
  const map = new Map([['clientId', new Secret('of-the-tests')]]);
  return JSON.stringify(
    await sealSettings(subject, { before: 'as before', map, replaced: new Map(), cleared: [] }),
  );
}

async function theOpenOne(portal: Installation): Promise<OpenOperation> {
  const [operation, ...others] = await portal.openOperations();
  if (!operation || others.length > 0) throw new Error('not one operation is open');
  return operation;
}

/** Looks until it gives up, each time as soon as it is due; how long it wanted to wait in between. */
async function waitsUntilGivenUp(portal: Installation, path: string): Promise<number[]> {
  const waits: number[] = [];
  for (let look = 0; look < 20; look += 1) {
    await portal.codat.faults([{ path, status: 500, times: 2 }]);
    await reconcileOperations();
    const [operation] = await portal.openOperations();
    if (!operation || operation.needs_attention === 1) return waits;
    waits.push(Math.round((operation.next_check_at - (await databaseTime())) / 10_000) * 10);
    await database().updateTable('open_operations').set({ next_check_at: 0 }).execute();
  }
  throw new Error('it never gives up');
}

const waitSeconds = [10, 20, 40, 80, 160, 320, 640, ...Array<number>(7).fill(900)];

/** Enables the integration as a Developer, and clears the requests that Codat has recorded. */
async function tookEffect(portal: Installation): Promise<void> {
  const developer = await portal.signInAs('Developer');
  await developer.does(() => setEnablement({ instance, key: sandbox, enabled: 'true' }));
  await portal.codat.clearRequests();
}

describe.each(engines)('a change cut short by a crash, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('is settled as not applied where Codat says so twice', async () => {
    await crashed(portal, 'enabled');
    await reconcileOperations();
    expect(await portal.recorded()).toMatchObject([
      { phase: 'intent', outcome: null },
      { phase: 'outcome', outcome: 'not-applied', actor: emailOf('Developer'), details: '{"settled":true}' },
    ]);
    expect(await portal.openOperations()).toEqual([]);
    expect((await portal.codat.requests()).map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(2).fill(`GET /integrations/${sandbox}`),
    );
  });

  it('is settled as applied where Codat has it', async () => {
    await crashed(portal, 'disabled');
    await reconcileOperations();
    expect((await portal.recorded()).at(-1)).toMatchObject({ phase: 'outcome', outcome: 'applied' });
    expect((await verifyChains()).every(({ brokenAt }) => brokenAt === null)).toBe(true);
  });

  it('stays open while Codat can’t be reached, and is settled later', async () => {
    await crashed(portal, 'enabled');
    await portal.codat.faults([{ path: '/integrations/*', status: 500, times: 2 }]);
    await reconcileOperations();
    expect(await portal.openOperations()).toHaveLength(1);
    expect(portal.logged()).not.toContain('"outcome"');
    await expireLeases();
    await reconcileOperations();
    expect(await portal.openOperations()).toEqual([]);
  });

  it('stays open where Codat’s two readings differ in that one failed', async () => {
    await crashed(portal, 'enabled');
    await portal.codat.faults([{ path: `/integrations/${sandbox}`, status: 500 }]);
    await reconcileOperations();
    expect(await portal.openOperations()).toHaveLength(1);
  });

  it('is left alone while the request that began it may still be alive', async () => {
    await crashed(portal, 'enabled', { agoMs: lostAfterMs - 5_000 });
    await reconcileOperations();
    expect(await portal.openOperations()).toHaveLength(1);
    expect(await portal.codat.requests()).toEqual([]);
  });

  it.each([-yearMs, yearMs])('is as old as the database says, with our own clock %s ms off', async (ms) => {
    const pass = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
    pass();
    await crashed(portal, 'enabled', { agoMs: 0 });
    expect(Math.abs((await theOpenOne(portal)).started_at - (await databaseTime()))).toBeLessThan(60_000);
    await reconcileOperations();
    expect(await portal.codat.requests()).toEqual([]);
    await expireLeases();
    await reconcileOperations();
    expect(await portal.openOperations()).toEqual([]);
  });

  it('shows on its tile, and holds up any change of that integration until it is settled', async () => {
    await crashed(portal, 'enabled', { agoMs: 0 });
    const developer = await portal.signInAs('Developer');
    const { tiles } = await developer.does(() => readTiles.untrusted({ instance, category: 'banking' }));
    expect(tiles.filter(({ unsettled }) => unsettled).map(({ key }) => key)).toEqual([sandbox]);
    // One of them wishes for what Codat says already.
    for (const enabled of ['true', 'false']) {
      const change = developer.does(() => setEnablement.untrusted({ instance, key: sandbox, enabled }));
      await expect(change).rejects.toMatchObject({ code: 'conflict' });
    }
    expect(await portal.writes()).toEqual([]);
    expect(await portal.openOperations()).toHaveLength(1);
  });

  it('holds up any change also where Codat can’t be asked about it', async () => {
    await crashed(portal, 'enabled');
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ path: `/integrations/${sandbox}`, status: 500, times: 2 }]);
    const change = developer.does(() => setEnablement({ instance, key: sandbox, enabled: 'false' }));
    await expect(change).rejects.toMatchObject({ code: 'conflict' });
    expect(await portal.writes()).toEqual([]);
  });

  it('is settled before the next change of that integration is begun', async () => {
    await crashed(portal, 'enabled');
    await tookEffect(portal);
    expect((await portal.recorded()).map(({ phase, outcome }) => outcome ?? phase)).toEqual([
      'intent',
      'not-applied',
      'intent',
      'applied',
    ]);
  });

  it('gets one outcome where two come to it at once', async () => {
    await crashed(portal, 'enabled');
    await Promise.all([reconcileOperations(), reconcileOperations(), reconcileOperations()]);
    expect((await portal.recorded()).map(({ phase }) => phase)).toEqual(['intent', 'outcome']);
  });

  it('can’t be closed a second time with another outcome', async () => {
    await crashed(portal, 'enabled');
    const [operation] = await portal.openOperations();
    if (!operation) throw new Error('no operation is open');
    const definition = definitionOf(operationDefinitions, operation);
    await closeOperation(definition, operation, { outcome: 'refused', details: {} });
    await closeOperation(definition, operation, { outcome: 'applied', details: {} });
    expect((await portal.recorded()).map(({ outcome }) => outcome)).toEqual([null, 'refused']);
  });

  describe('of which Codat shows nothing', () => {
    it('is checked with exponential backoff, and not before its time', async () => {
      await crashed(portal, 'enabled');
      await portal.codat.faults([{ path: '/integrations/*', status: 500, times: 2 }]);
      await reconcileOperations();
      expect(await theOpenOne(portal)).toMatchObject({ check_attempts: 1, needs_attention: 0 });
      await portal.codat.clearRequests();
      await reconcileOperations();
      expect(await portal.codat.requests()).toEqual([]);
      expect(await theOpenOne(portal)).toMatchObject({ check_attempts: 1 });
    });

    it('is checked without waiting if a user wants to change the integration', async () => {
      await crashed(portal, 'enabled');
      await database()
        .updateTable('open_operations')
        .set({ next_check_at: (await databaseTime()) + yearMs })
        .execute();
      await tookEffect(portal);
      expect(await portal.openOperations()).toEqual([]);
    });

    it('is recorded as never known in the end, where it was a toggle', async () => {
      await crashed(portal, 'enabled');
      expect(await waitsUntilGivenUp(portal, `/integrations/${sandbox}`)).toEqual(waitSeconds);
      expect(await portal.openOperations()).toEqual([]);
      expect((await portal.recorded()).at(-1)).toMatchObject({
        phase: 'outcome',
        outcome: 'unknown',
        actor: emailOf('Developer'),
        actor_id: 'developer',
        details: '{"looks":14}',
      });
      expect((await verifyChains()).every(({ brokenAt }) => brokenAt === null)).toBe(true);
      await tookEffect(portal);
    });

    it('waits for a person in the end, where it was settings, and is looked at no more', async () => {
      await crashed(portal, 'settings', { key: plaid, pending: await pendingMap(portal) });
      expect(await waitsUntilGivenUp(portal, credentialsPath())).toEqual(waitSeconds);
      expect(await theOpenOne(portal)).toMatchObject({ needs_attention: 1, kind: 'settings' });
      expect((await portal.recorded()).map(({ phase }) => phase)).toEqual(['intent']);

      await portal.codat.clearRequests();
      await reconcileOperations();
      const developer = await portal.signInAs('Developer');
      for (const enabled of ['true', 'false']) {
        const change = developer.does(() => setEnablement.untrusted({ instance, key: plaid, enabled }));
        await expect(change).rejects.toMatchObject({ code: 'needs-attention' });
      }
      expect(await portal.codat.requests()).toEqual([]);
    });

    it('waits for a person at once, where Codat holds neither the old settings nor the new ones', async () => {
      await crashed(portal, 'settings', { key: plaid, pending: await pendingMap(portal) });
      await reconcileOperations();
      expect(await theOpenOne(portal)).toMatchObject({ needs_attention: 1, check_attempts: 0 });
      expect((await portal.recorded()).map(({ phase }) => phase)).toEqual(['intent']);
    });
  });

  it('costs no calls while Codat’s quota is low, except for a user who wants to change the integration', async () => {
    await crashed(portal, 'enabled');
    await portal.codat.quota(1_000);
    const developer = await portal.signInAs('Developer');
    await developer.does(() => readTiles.untrusted({ instance, category: 'banking' }));
    await portal.codat.clearRequests();
    await reconcileOperations();
    expect(await portal.codat.requests()).toEqual([]);
    expect(await theOpenOne(portal)).toMatchObject({ check_attempts: 0 });
    await tookEffect(portal);
    expect(await portal.openOperations()).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Fault } from '@/emulator/control';
import { verifyChains } from '../../activity/verify';
import { database } from '../../db/database';
import {
  companiesAtCodat,
  companyWrites,
  createAtCodat,
  outcomeOf,
  requireCompanyWith,
} from '../../testing/companies';
import { connectionsAt } from '../../testing/company-fixtures';
import { engines, type Installation, setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { type SavingProcess, startSavingProcess } from '../../testing/processes/child-process';
import { brokenRows, deleteBy, development, named } from '../../testing/reviewing';
import { developmentSecret, keep, read, restore, seeded, versionOf } from '../../testing/settings-data';
import {
  change,
  credentialsPath,
  expireLeases,
  openForm,
  plaid,
  putDirectly,
  readCodatCredentials,
  reconcileUntilClosed,
  type SaveOutcome,
  save,
} from '../../testing/settings-fixtures';
import { enable, outcomes, patch, sandbox, untilReceived } from '../../testing/switching';
import { readCompany } from '../companies/read-company';
import { readTiles } from '../integrations/read-tiles';
import { readReconnectList } from '../reconnect/read-reconnect-list';
import { acceptDrift } from '../settings/accept-drift';
import { reconcileOperations } from './reconcile-operations';

// Codat answers 2xx, and its later readings are stale for a while, for long, or for ever.

const get = { method: 'GET', path: credentialsPath() } as const;
const put = { method: 'PUT', path: credentialsPath() } as const;
const british = { values: { countryCodes: 'GB' } };
const notVisible = 'not-visible-yet';
/** The number of looks, of two readings each, before Switchboard gives up, including the request's own. */
const allLooks = 15;

function codeOf(result: SaveOutcome): string {
  return result.kind === 'error' ? result.code : result.kind;
}

async function code(promise: Promise<unknown>): Promise<string> {
  const answer = await outcomeOf(promise);
  return answer === 'applied' ? 'saved' : answer;
}

type Way = {
  readonly path: string;
  readonly write: (person: Browser) => Promise<string>;
  /** True if the write cuts customers off, who must stay on record. */
  readonly cutsOff: boolean;
};

const ways: readonly (readonly [string, Way])[] = [
  [
    'a save',
    { path: put.path, cutsOff: false, write: async (person) => codeOf(await change(person, british)) },
  ],
  [
    'a switch of the environment',
    { path: put.path, cutsOff: true, write: async (person) => codeOf(await change(person, development)) },
  ],
  ['a deletion', { path: put.path, cutsOff: true, write: (person) => code(deleteBy(person, randomUUID())) }],
  [
    'a toggle',
    {
      path: patch.path,
      cutsOff: false,
      async write(person) {
        const { code } = await enable(person);
        return code === 'enabled' ? 'saved' : code;
      },
    },
  ],
];

async function isListKept(linked: readonly string[]): Promise<boolean> {
  const { connections } = await brokenRows();
  return named(connections).join() === linked.join();
}

async function latestOutcome(portal: Installation) {
  const outcome = (await portal.recorded()).filter(({ phase }) => phase === 'outcome').at(-1);
  return { outcome: outcome?.outcome, details: JSON.parse(outcome?.details ?? 'null') };
}

describe.each(engines)('what Codat accepted and does not show yet, on %s,', (engine) => {
  const portal = setupInstallation(engine);

  describe.each(ways)('%s', (_, { path, write, cutsOff }) => {
    it.each([2, 10])('is never called not applied while %s readings are behind', async (times) => {
      const person = await portal.signInAs('Administrator');
      const linked = await connectionsAt(portal, plaid, 'Linked');
      await portal.codat.faults([{ method: 'GET', path, stale: true, times }]);
      expect(await write(person)).toBe(notVisible);
      expect(await portal.openOperations()).toMatchObject([
        { accepted_at: expect.any(Number), check_attempts: 1 },
      ]);
      if (cutsOff) expect(await isListKept(linked)).toBe(true);

      await reconcileUntilClosed();
      expect(outcomes(await portal.recorded())).toEqual(['applied']);
      const { changes } = await brokenRows();
      expect(changes.map(({ is_uncertain }) => is_uncertain)).toEqual(cutsOff ? [0] : []);
      if (cutsOff) expect(await isListKept(linked)).toBe(true);
      expect((await verifyChains()).map(({ brokenAt }) => brokenAt)).toEqual([null, null]);
    });

    it('is called not applied only after the last look, and the affected customers stay on record', async () => {
      const person = await portal.signInAs('Administrator');
      const linked = await connectionsAt(portal, plaid, 'Linked');
      await portal.codat.clearRequests();
      const method = (await methodOf(person, { write, path })) ?? 'PUT';
      for (let look = 2; look < allLooks; look += 1) {
        await expireLeases();
        await reconcileOperations();
        expect(await portal.openOperations()).toMatchObject([{ check_attempts: look }]);
        if (cutsOff) expect(await isListKept(linked)).toBe(true);
      }
      expect(outcomes(await portal.recorded())).toEqual([]);
      await expireLeases();
      await reconcileOperations();
      expect(await latestOutcome(portal)).toMatchObject({
        outcome: 'not-applied',
        details: { settled: true, accepted: true },
      });
      const { changes } = await brokenRows();
      expect(changes.map(({ is_uncertain }) => is_uncertain)).toEqual(cutsOff ? [1] : []);
      if (cutsOff) expect(await isListKept(linked)).toBe(true);
      expect((await portal.writes()).filter((sent) => sent.path === path)).toMatchObject([{ method }]);
    });
  });

  /** Sends a write that Codat accepts and never carries out, and returns its method. */
  async function methodOf(
    person: Browser,
    { write, path }: Pick<Way, 'write' | 'path'>,
  ): Promise<string | undefined> {
    const { codat } = portal;
    const ignored = { path, status: 200, body: {}, apply: 'never' } as const;
    await codat.faults(['PUT', 'PATCH', 'DELETE'].map((method): Fault => ({ ...ignored, method })));
    expect(await write(person)).toBe(notVisible);
    await codat.clearFaults();
    return (await portal.writes()).find((sent) => sent.path === path)?.method;
  }

  it('by the last look shows as drift once it is visible, with the list marked as uncertain', async () => {
    const person = await portal.signInAs('Administrator');
    expect(await change(person, british)).toMatchObject({ kind: 'saved' });
    const linked = await connectionsAt(portal, plaid, 'Linked');
    await portal.codat.faults([{ ...get, stale: true, times: 100_000 }]);
    expect(codeOf(await change(person, development))).toBe(notVisible);
    expect(await reconcileUntilClosed()).toBe(allLooks - 1);
    expect((await latestOutcome(portal)).outcome).toBe('not-applied');
    expect(await versionOf()).toBe(1);

    await portal.codat.clearFaults();
    expect(await readCodatCredentials(portal)).toMatchObject({
      environment: 'development',
      clientSecret: developmentSecret,
    });
    const view = await read(person);
    expect(view.driftedFields).toContain('Environment');
    const { changes, connections } = await brokenRows();
    expect(named(connections)).toEqual(linked);
    const list = await person.does(() =>
      readReconnectList({ instance, key: plaid, change: changes[0]?.id ?? '' }),
    );
    expect(list).toMatchObject({ change: { isUncertain: true }, counts: { total: linked.length } });
  });

  it('is said to be accepted on its page and its tile, and closed by the first visit that sees it', async () => {
    const person = await portal.signInAs('Analyst');
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...get, stale: true, times: 100_000 }]);
    expect(codeOf(await change(developer, british))).toBe(notVisible);
    const { tiles } = await person.does(() => readTiles.untrusted({ instance, category: 'banking' }));
    expect(tiles.find(({ key }) => key === plaid)).toMatchObject({ unsettled: true, accepted: true });
    await portal.codat.clearFaults();
    expect((await read(person)).tile).toMatchObject({ unsettled: false, accepted: false });
    expect(outcomes(await portal.recorded())).toEqual(['applied']);
    expect(await versionOf()).toBe(1);
    expect(await portal.openOperations()).toEqual([]);
  });

  it('stays so on its page while the page sees the state of before, however often it is opened', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...get, stale: true, times: 100_000 }]);
    expect(codeOf(await change(developer, british))).toBe(notVisible);
    for (let visit = 0; visit < 20; visit += 1) {
      expect((await read(developer)).tile).toMatchObject({ unsettled: true, accepted: true });
    }
    expect(await portal.openOperations()).toMatchObject([{ check_attempts: 1 }]);
  });

  it('uses up no look for a person who tries again and again', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, status: 200, body: {}, apply: 'never' }]);
    expect((await enable(developer)).code).toBe(notVisible);
    for (let turn = 0; turn < 20; turn += 1) expect((await enable(developer)).code).toBe('conflict');
    expect(await portal.openOperations()).toMatchObject([
      { check_attempts: 1, accepted_at: expect.any(Number) },
    ]);
    expect(await portal.writes()).toHaveLength(1);
  });

  it('is given up before its last look is due by no person who tries again', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, status: 200, body: {}, apply: 'never' }]);
    expect((await enable(developer)).code).toBe(notVisible);
    const check_attempts = allLooks - 1;
    await database().updateTable('open_operations').set({ check_attempts }).execute();
    expect((await enable(developer)).code).toBe('conflict');
    expect(await portal.openOperations()).toMatchObject([{ check_attempts }]);
    expect(await portal.writes()).toHaveLength(1);
  });

  it('may be ended by a person, for settings by keeping what Codat holds', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...put, status: 200, body: {}, apply: 'never' }]);
    expect(codeOf(await change(developer, british))).toBe(notVisible);
    await keep(developer);
    expect(outcomes(await portal.recorded())).toEqual(['superseded']);
    expect(await change(developer, british)).toMatchObject({ kind: 'saved' });
  });

  it('may be ended by a person for a toggle too, even for one without settings', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...patch, status: 200, body: {}, apply: 'never' }]);
    expect((await enable(developer)).code).toBe(notVisible);
    await developer.does(() => acceptDrift({ instance, key: sandbox }));
    expect(outcomes(await portal.recorded())).toEqual(['superseded']);
    expect((await enable(developer)).code).toBe('enabled');
  });

  it('is not called a failed restore either', async () => {
    const administrator = await portal.signInAs('Administrator');
    expect(await change(administrator, british)).toMatchObject({ kind: 'saved' });
    await putDirectly(portal, { ...seeded, countryCodes: 'ES' });
    await portal.codat.faults([{ ...get, stale: true, times: 2 }]);
    expect(await code(restore(administrator))).toBe(notVisible);
    await reconcileUntilClosed();
    expect(outcomes(await portal.recorded())).toEqual(['applied', 'applied']);
    expect((await read(administrator)).driftedFields).toEqual([]);
  });

  it('is known to be accepted even if the server was killed before it could look', async () => {
    const person = await portal.signInAs('Developer');
    const child: SavingProcess = await startSavingProcess();
    await child.does({ kind: 'open' });
    await portal.codat.faults([{ ...put, apply: 'before', delayMs: 600_000 }]);
    const lost = child.does({ kind: 'save', changes: british }).catch(() => 'killed');
    await untilReceived(portal, 'PUT', put.path);
    await portal.codat.faults([{ ...get, delayMs: 600_000 }]);
    await portal.codat.release();
    await expect
      .poll(async () => (await portal.openOperations())[0]?.accepted_at ?? null, { timeout: 10_000 })
      .not.toBeNull();
    await child.kill();
    expect(await lost).toBe('killed');
    await portal.codat.clearFaults();
    await portal.restart();

    const { tile } = await read(person);
    expect(tile).toMatchObject({ unsettled: true, accepted: true });
    await reconcileOperations();
    expect(await portal.openOperations()).toHaveLength(1);
    await expireLeases();
    await reconcileOperations();
    expect(outcomes(await portal.recorded())).toEqual(['applied']);
  });

  /** Makes a save that Codat carries out, while its next readings have the client IDs given. */
  async function saveReadBackAs(person: Browser, countryCodes: string, clientIds: readonly string[]) {
    const form = await openForm(person);
    await portal.codat.clearRequests();
    await portal.codat.faults([{ ...put, apply: 'before', delayMs: 600_000 }]);
    const pending = save(person, form, { values: { countryCodes } });
    await untilReceived(portal, 'PUT', put.path);
    await portal.codat.faults(
      clientIds.map((clientId): Fault => ({ ...get, status: 200, body: { clientId } })),
    );
    await portal.codat.release();
    return codeOf(await pending);
  }

  it('waits for a person only if two equal readings show something else, and until it is visible', async () => {
    const developer = await portal.signInAs('Developer');
    expect(await saveReadBackAs(developer, 'GB', ['one', 'another'])).toBe(notVisible);
    expect(await portal.openOperations()).toMatchObject([{ needs_attention: 0 }]);
    await reconcileUntilClosed();
    expect(await saveReadBackAs(developer, 'FR', ['one', 'one'])).toBe('needs-attention');
    expect(await portal.openOperations()).toMatchObject([{ needs_attention: 1 }]);
    // A reading that was stale by two changes has caught up, so there is nothing left to decide.
    expect((await read(developer)).needsAttention).toBe(false);
    expect(outcomes(await portal.recorded())).toEqual(['applied', 'applied']);
  });

  describe('of a company', () => {
    it('is a deletion that its page says is accepted, until the company is gone', async () => {
      const person = await portal.signInAs('Administrator');
      const target = await requireCompanyWith(portal, 'Linked');
      const { path, call } = companyWrites['company.delete'];
      await portal.codat.faults([{ method: 'GET', path: path(target), stale: true, times: 4 }]);
      expect(await outcomeOf(person.does(() => call(target)))).toBe(notVisible);
      const view = await person.does(() => readCompany({ instance, company: target.company.id }));
      expect(view).toMatchObject({ unsettled: true, accepted: true });
      await reconcileUntilClosed();
      expect(outcomes(await portal.recorded())).toEqual(['applied']);
      expect(await portal.writes()).toHaveLength(1);
    });

    it('is a creation known by the id that Codat answered, whatever else was created concurrently', async () => {
      const person = await portal.signInAs('Developer');
      const target = await requireCompanyWith(portal, 'Linked');
      const { call } = companyWrites['company.create'];
      await portal.codat.faults([{ method: 'GET', path: '/companies*', stale: true, times: 4 }]);
      const operation = randomUUID();
      expect(await outcomeOf(person.does(() => call(target, operation)))).toBe(notVisible);
      await portal.codat.clearFaults();
      const own = (await companiesAtCodat(portal)).find(({ name }) => name === 'Juniper & Sons Roofing');
      await createAtCodat(portal, 'Juniper & Sons Roofing');
      await portal.restart();
      await expireLeases();
      await reconcileOperations();
      expect(await latestOutcome(portal)).toMatchObject({ outcome: 'applied', details: { made: own?.id } });
      expect(await outcomeOf(person.does(() => call(target, operation)))).toBe('applied');
    });
  });
});

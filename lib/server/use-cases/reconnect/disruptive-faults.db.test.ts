import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyChains } from '../../activity/verify';
import { AppError } from '../../errors';
import { listDisruptiveChanges } from '../../settings/disruptive-changes';
import { connectionsAt } from '../../testing/company-fixtures';
import { writeFaults } from '../../testing/faults/response-faults';
import { engines, type Installation, setupInstallation } from '../../testing/installation';
import type { Browser } from '../../testing/next-headers';
import { brokenRows, deleteBy, named } from '../../testing/reviewing';
import { developmentSecret, read, seeded, versionOf } from '../../testing/settings-data';
import {
  change,
  credentialsPath,
  plaid,
  readCodatCredentials,
  reconcileUntilClosed,
} from '../../testing/settings-fixtures';

const switched = { ...seeded, environment: 'development', clientSecret: developmentSecret };

type Way = {
  readonly method: 'PUT' | 'DELETE';
  readonly asked: Readonly<Record<string, string>>;
  readonly write: (person: Browser) => Promise<string>;
};

const ways: readonly (readonly [string, Way])[] = [
  [
    'a switch of the environment',
    {
      method: 'PUT',
      asked: switched,
      async write(person) {
        const draft = { values: { environment: 'development' }, secrets: { developmentSecret } };
        const told = await change(person, draft);
        return told.kind === 'error' ? told.code : told.kind;
      },
    },
  ],
  [
    'a deletion',
    {
      method: 'DELETE',
      asked: {},
      async write(person) {
        try {
          const { kind } = await deleteBy(person, randomUUID());
          return kind === 'deleted' ? 'saved' : kind;
        } catch (error) {
          if (error instanceof AppError) return error.code;
          throw error;
        }
      },
    },
  ],
];

/** The affected customers are on record if the change took effect, now or once reconciled, or if Codat accepted it. */
async function expectTruth(
  portal: Installation,
  { asked, method }: Way,
  { linked, code }: { readonly linked: string[]; readonly code: string },
) {
  await portal.codat.clearFaults();
  const truth = await readCodatCredentials(portal);
  const isApplied = JSON.stringify(truth) !== JSON.stringify(seeded);
  expect(truth).toEqual(isApplied ? asked : seeded);
  const { id } = await portal.instanceRow();
  const isAccepted = code === 'not-visible-yet';
  const isOpen = code === 'outcome-unknown' || isAccepted;
  if (!isOpen) expect(code === 'saved').toBe(isApplied);
  expect(await listDisruptiveChanges(id)).toHaveLength(code === 'saved' ? 1 : 0);

  await reconcileUntilClosed();
  expect(await portal.openOperations()).toEqual([]);
  const rows = await brokenRows();
  const isKept = isApplied || isAccepted;
  expect(named(rows.connections)).toEqual(isKept ? linked : []);
  expect(rows.changes.map(({ applied_at }) => applied_at !== null)).toEqual(isKept ? [true] : []);
  expect(rows.changes.map(({ is_uncertain }) => is_uncertain)).toEqual(isKept ? [isApplied ? 0 : 1] : []);
  expect(await connectionsAt(portal, plaid, 'Linked')).toEqual(isApplied ? [] : linked);
  const outcomes = (await portal.recorded()).filter(({ phase }) => phase === 'outcome');
  expect(outcomes.map(({ outcome }) => outcome === 'applied')).toEqual([isApplied]);
  expect(JSON.parse(outcomes[0]?.details ?? '')).toMatchObject({ companies: 42 });
  expect(await versionOf()).toBe(isApplied && method === 'PUT' ? 1 : 0);
  expect((await verifyChains()).map(({ brokenAt }) => brokenAt)).toEqual([null, null]);
  const writes = (await portal.writes()).filter((write) => write.path === credentialsPath());
  expect(writes.map((write) => write.method)).toEqual([method]);
}

describe.each(engines)('if Codat’s answer is spoilt, on %s,', (engine) => {
  const portal = setupInstallation(engine);

  describe.each(ways)('%s', (_, way) => {
    it.each(writeFaults)('reports the truth, or that it is not known: %s', async (_, fault, expected) => {
      const administrator = await portal.signInAs('Administrator');
      const linked = await connectionsAt(portal, plaid, 'Linked');
      await portal.codat.clearRequests();
      await portal.codat.faults([{ method: way.method, path: credentialsPath(), ...fault }]);
      const code = await way.write(administrator);
      expect(await portal.codat.waitingFaults()).toEqual([]);
      expect(code).toBe(expected);
      await expectTruth(portal, way, { linked, code });
      expect(await read(administrator)).toMatchObject({
        driftedFields: [],
        needsAttention: false,
        tile: { unsettled: false },
      });
    });
  });
});

import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { verifyChains } from '../../activity/verify';
import { database } from '../../db/database';
import { engines, type Installation, setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { type SavingProcess, startSavingProcess } from '../../testing/processes/child-process';
import { brokenRows } from '../../testing/reviewing';
import {
  type Changes,
  expireLeases,
  openForm,
  plaid,
  readCodatCredentials,
  type SaveOutcome,
  save,
} from '../../testing/settings-fixtures';
import { verifyActivity } from '../activity/verify-activity';
import { reconcileOperations } from '../operations/reconcile-operations';
import { readIntegration } from './read-integration';

const isLong = process.env.TEST_LONG === '1';
const rounds = isLong ? 500 : 50;
const kills = isLong ? 200 : 20;
const longestMs = 1_800_000;

function codeOf(result: SaveOutcome): string {
  return result.kind === 'error' ? result.code : result.kind;
}

/** Two drafts that differ in something at Codat, or only in what is kept here. */
const draftsOf = (round: number): readonly [Changes, Changes] => {
  const name = (who: string) => ({ values: { linkConfigurationName: `link ${round} of ${who}` } });
  const secret = (who: string) => ({
    secrets: {
      developmentSecret: createHash('sha256').update(`${round} ${who}`).digest('hex').slice(0, 30),
    },
  });
  const drafts = [
    [name('the first'), name('the second')],
    [secret('the first'), secret('the second')],
    [name('the first'), secret('the second')],
  ] as const;
  return drafts[round % drafts.length] as (typeof drafts)[number];
};

async function requireOneWinner(
  portal: Installation,
  told: readonly [SaveOutcome, SaveOutcome],
  round: number,
) {
  expect(told.map(codeOf).sort(), `round ${round}`).toEqual(['conflict', 'saved']);
  const drafts = draftsOf(round);
  const winner = drafts[told.findIndex(({ kind }) => kind === 'saved')];
  const loser = drafts[told.findIndex(({ kind }) => kind !== 'saved')];
  const name = (await readCodatCredentials(portal)).linkConfigurationName;
  if (winner?.values) expect(name).toBe(winner.values.linkConfigurationName);
  if (loser?.values) expect(name).not.toBe(loser.values.linkConfigurationName);
  expect((await portal.writes()).length).toBe(winner?.values ? 1 : 0);
  const { version } = await database()
    .selectFrom('settings')
    .select('version')
    .where('integration_key', '=', plaid)
    .executeTakeFirstOrThrow();
  expect(version).toBe(round + 1);
  await portal.codat.clearRequests();
}

async function requireUnbroken(portal: Installation, person: Browser): Promise<void> {
  expect((await verifyChains()).map(({ brokenAt }) => brokenAt)).toEqual([null, null]);
  expect(await portal.openOperations()).toEqual([]);
  const view = await person.does(() => readIntegration({ instance, key: plaid }));
  expect(view.driftedFields).toEqual([]);
}

describe.each(engines)('saving settings, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it(
    'rejects one of two concurrent saves by administrators with a conflict',
    async () => {
      const one = await portal.signInAs('Administrator');
      const other = await portal.signInAs('Administrator');
      for (let round = 0; round < rounds; round += 1) {
        const [first, second] = draftsOf(round);
        const [form, otherForm] = [await openForm(one), await openForm(other)];
        const told = await Promise.all([save(one, form, first), save(other, otherForm, second)]);
        await requireOneWinner(portal, told, round);
      }
      await requireUnbroken(portal, one);
    },
    longestMs,
  );

  it(
    'rejects one of two concurrent saves in two processes with a conflict',
    async () => {
      const person = await portal.signInAs('Administrator');
      const processes = await Promise.all([startSavingProcess(), startSavingProcess()]);
      const [one, other] = processes as [SavingProcess, SavingProcess];
      try {
        for (let round = 0; round < rounds; round += 1) {
          const [first, second] = draftsOf(round);
          await Promise.all(processes.map((each) => each.does({ kind: 'open' })));
          const told = await Promise.all([
            one.does({ kind: 'save', changes: first }),
            other.does({ kind: 'save', changes: second }),
          ]);
          await requireOneWinner(portal, told, round);
        }
      } finally {
        await Promise.all(processes.map((each) => each.kill()));
      }
      await requireUnbroken(portal, person);
    },
    longestMs,
  );

  it(
    'loses nothing and leaves nothing half done, even if it is killed at any moment',
    async () => {
      const person = await portal.signInAs('Administrator');
      for (let round = 0; round < kills; round += 1) {
        const child = await startSavingProcess();
        await child.goesOn();
        await delay(20 + Math.random() * 250);
        await child.kill();
        // The request already sent arrives. Then the state is as if the server had been restarted.
        await delay(50);
        await portal.restart();
        const open = await portal.openOperations();
        expect(open.length).toBeLessThan(2);
        await expireLeases();
        await reconcileOperations();
        expect((await verifyActivity()).map(({ brokenAt }) => brokenAt)).toEqual([null, null]);
        await requireUnbroken(portal, person);
        await requireRecorded(portal);
      }
    },
    longestMs,
  );

  /** Each intent has one outcome, and each applied outcome one version. The vault holds what Codat has in use. */
  async function requireRecorded(from: Installation): Promise<void> {
    const rows = (await from.recorded()).filter(({ action }) => action === 'settings.save');
    const idsOf = (phase: string) => rows.filter((row) => row.phase === phase).map((row) => row.operation_id);
    expect(idsOf('outcome').sort()).toEqual(idsOf('intent').sort());
    const applied = rows.filter(({ outcome }) => outcome === 'applied').length;
    const stored = await database().selectFrom('settings').select('version').execute();
    expect(stored.map(({ version }) => version)).toEqual(applied === 0 ? [] : [applied]);
    expect((await from.writes()).filter(({ method }) => method === 'PUT').length).toBeLessThanOrEqual(
      idsOf('intent').length,
    );
    // Each save switches the environment. The customers cut off are kept only if it took effect.
    const { changes, connections } = await brokenRows();
    const ids = rows.filter(({ outcome }) => outcome === 'applied').map((row) => row.operation_id);
    expect(changes.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(changes.every(({ applied_at }) => applied_at !== null)).toBe(true);
    expect(connections).toHaveLength(applied === 0 ? 0 : 42);
  }
});

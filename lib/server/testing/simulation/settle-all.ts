import { expect } from 'vitest';
import { verifyActivity } from '../../use-cases/activity/verify-activity';
import { reconcileOperations } from '../../use-cases/operations/reconcile-operations';
import { change, expireLeases, plaid } from '../settings-fixtures';
import { answerOf, isWithoutEffect, type World } from './world';

/** A limit above the number of checks after which reconciliation gives up. */
const maxRounds = 20;

/** Checks that, once faults stop, every operation ends or needs attention, and that the log is true. */
export async function expectAllReported(world: World): Promise<void> {
  const { portal } = world;
  await portal.codat.release();
  await portal.codat.clearFaults();
  await portal.codat.modes({ maskCredentials: false });
  await portal.restart();
  const isWaiting = async () =>
    (await portal.openOperations()).filter(({ needs_attention }) => needs_attention === 0);
  for (let round = 0; round < maxRounds && (await isWaiting()).length > 0; round += 1) {
    await expireLeases();
    await reconcileOperations();
  }
  expect(await isWaiting()).toEqual([]);
  expect(await world.newWrites()).toEqual([]);
  for (const decision of world.decisions) {
    const recorded = await world.recorded(decision.id);
    if (!recorded || decision.write === null) continue;
    const context = `${decision.kind} told ${decision.told}, recorded as ${recorded.outcome}`;
    const tookEffect = await world.hasTakenEffect(decision);
    if (recorded.outcome === 'applied') expect(tookEffect, context).toBe(true);
    const isExcused = decision.isExcused || world.isStaleForLong;
    if (isWithoutEffect(recorded) && !isExcused) expect(tookEffect, context).toBe(false);
  }
  expect((await verifyActivity()).filter(({ brokenAt }) => brokenAt !== null)).toEqual([]);
  await expectIntentsClosed(world);
  await expectSecretsKept(world);
  await expectNoSecretsWritten(world);
}

async function expectIntentsClosed({ portal }: World): Promise<void> {
  const rows = await portal.recorded();
  const open = await portal.openOperations();
  const idsOf = (phase: string) => rows.filter((row) => row.phase === phase).map((row) => row.operation_id);
  const closed = new Set([...idsOf('outcome'), ...open.map(({ id }) => id)]);
  expect(idsOf('intent').filter((id) => !closed.has(id))).toEqual([]);
}

async function expectNoSecretsWritten({ portal, typed }: World): Promise<void> {
  const written = portal.logged() + (await portal.recorded()).map(({ details }) => details).join('\n');
  expect([...typed].filter((secret) => written.includes(secret))).toEqual([]);
}

/** Checks that a secret reported as saved for another environment can be used without being typed again. */
async function expectSecretsKept(world: World): Promise<void> {
  const candidates = world.kept.get('developmentSecret');
  const waits = (await world.portal.openOperations()).some(
    ({ integration_key }) => integration_key === plaid,
  );
  const deleted = world.decisions.some(({ kind }) => kind === 'deletion' || kind === 'restore');
  const { environment, clientSecret } = await world.map();
  if (!candidates || waits || deleted || environment === undefined) return;
  if (environment === 'development') return;
  const person = world.people.one;
  const { code } = await answerOf(change(person, { values: { environment: 'development' } }));
  expect(code === 'done' || code === 'conflict' || code === 'invalid', `the switch was told ${code}`).toBe(
    true,
  );
  if (code !== 'done') return;
  expect(clientSecret).toBeDefined();
  expect([...candidates]).toContain((await world.map()).clientSecret);
}

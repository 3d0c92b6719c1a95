import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { reconcileOperations } from '../../use-cases/operations/reconcile-operations';
import { acceptDrift } from '../../use-cases/settings/accept-drift';
import { readIntegration } from '../../use-cases/settings/read-integration';
import { addCompany, linkCompany, unlinkCompany } from '../company-fixtures';
import { instance } from '../names';
import { startSavingProcess } from '../processes/child-process';
import { expireLeases, plaid } from '../settings-fixtures';
import type { Step } from './steps';
import { answerOf, type Who, type World } from './world';

// Events around the decisions of users: other servers, other programs, the passing of time and a page view.

export async function saveOnSecondServer(world: World, change: 'sandbox' | 'development'): Promise<void> {
  const child = await startSavingProcess();
  try {
    const field = `${change}Secret`;
    const secret = world.secret();
    const changes = { values: { environment: change }, secrets: { [field]: secret } };
    world.candidates(field).add(secret);
    const answer = await child
      .does({ kind: 'open' })
      .then(() => child.does({ kind: 'save', changes }))
      .catch(() => null);
    const writes = await world.newWrites();
    expect(writes.length).toBeLessThanOrEqual(1);
    if (answer?.kind === 'saved' && answer.sent)
      expect(await world.hasTakenEffect({ write: writes[0] ?? null })).toBe(true);
  } finally {
    await child.kill();
  }
}

export async function killWhileSaving(world: World, afterMs: number): Promise<void> {
  const child = await startSavingProcess();
  await child.goesOn();
  await delay(afterMs);
  await child.kill();
  // Its last requests still arrive, and only that process knows its secrets.
  await delay(50);
  await world.newWrites();
  world.kept.clear();
}

export async function changeOutside(
  world: World,
  what: Extract<Step, { do: 'outside' }>['what'],
  pick: number,
): Promise<void> {
  const { portal } = world;
  // An outside write must not be spoilt, nor leave a stale reading that looks like the truth.
  await portal.codat.release();
  await portal.codat.clearFaults();
  world.isStale = false;
  const map = await world.map();
  const companies = Object.values((await world.truth()).companies);
  const company = companies[pick % companies.length];
  if (what === 'environment')
    await world.putDirectly({ ...map, environment: 'development', clientSecret: world.secret() });
  else if (what === 'unknown-key')
    await world.putDirectly({ ...map, [`added${pick % 3}`]: `by another ${pick}` });
  else if (what === 'enabled') await world.enableOutside(pick % 2 === 0);
  else if (what === 'client-id') await world.putDirectly({ ...map, clientId: world.secret().slice(0, 24) });
  else if (what === 'new-company') await addCompany(portal, `Outside ${pick}`);
  else if (company && what === 'link-company') await linkCompany(portal, company, plaid).catch(() => {});
  else if (company && what === 'unlink-company')
    await unlinkCompany(portal, company.id, plaid).catch(() => {});
  await world.newWrites();
}

/** Checks that a page shows Codat's true state if there are no faults. */
export async function look(world: World, who: Who): Promise<void> {
  const { portal } = world;
  await portal.codat.release();
  await portal.codat.clearFaults();
  await world.endStaleness();
  await portal.restart();
  const view = await world.people[who].does(() => readIntegration({ instance, key: plaid }));
  const { enabled, credentials } = await world.truth();
  expect(view.tile.enabled).toBe(enabled[plaid] ?? false);
  const { clientId, clientSecret, environment } = credentials[plaid] ?? {};
  if (clientId && clientSecret && environment) expect(view.tile.environment).toBe(environment);
  const waiting = (await portal.openOperations()).some(
    ({ integration_key, needs_attention }) => integration_key === plaid && needs_attention === 1,
  );
  expect(view.needsAttention).toBe(waiting);
}

/** A limit above the number of checks after which reconciliation gives up. */
const maxLooks = 20;

async function isAnyOpen({ portal }: World): Promise<boolean> {
  return (await portal.openOperations()).some(({ needs_attention }) => needs_attention === 0);
}

export async function closeOpenOperations(world: World): Promise<void> {
  if ((await world.portal.openOperations()).length === 0) return;
  await world.portal.codat.clearFaults();
  world.isStale = false;
  for (let looks = 0; looks < maxLooks && (await isAnyOpen(world)); looks += 1) await reconcile(world);
  const waiting = (await world.portal.openOperations()).filter(
    ({ needs_attention }) => needs_attention === 1,
  );
  if (waiting.length > 0) await answerOf(world.people.one.does(() => acceptDrift({ instance, key: plaid })));
}

/** Reconciles after more time than any write needs to take effect, and checks that nothing is sent again. */
export async function reconcile(world: World): Promise<void> {
  await world.portal.codat.release();
  // A reading that is still stale after so long stays stale for longer than any user waits.
  const waiting = await world.portal.codat.waitingFaults();
  world.isStaleForLong ||= waiting.some(({ stale }) => stale);
  await expireLeases();
  await reconcileOperations();
  expect(await world.newWrites()).toEqual([]);
}

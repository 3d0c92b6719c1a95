import 'server-only';

import type { ActivityDetails } from '../activity/record';
import { isPaused, requireReachable } from '../codat/breaker';
import type { CodatClient } from '../codat/client';
import { isQuotaLow } from '../codat/quota';
import { hasMasks } from '../codat-mapping/compare';
import { lookAtCompany } from '../companies/observe-company-write';
import type { Trx } from '../db/database';
import type { InstanceRow, OpenOperation } from '../db/schema';
import { AppError, type ErrorFacts } from '../errors';
import { codatOf } from '../instances/codat-client-for';
import { lookAtEnablement } from '../integrations/enablement';
import { lookAtSettings } from '../settings/observe-settings';
import { openPendingMap, parsePending, storeSettings } from '../settings/stored-settings';
import {
  closeOperation,
  databaseTime,
  handToPerson,
  isOfCompany,
  listOpenOperations,
  postponeLook,
} from './operations';
import { isAheadOfTime, isPatienceOver, isReleased, waitMsAfter } from './patience';
import { lookSafely, readBack } from './verify-write';

// What a crash or a lost answer left open is settled by reading, ever more rarely, and in the end given up: a toggle and
// a write to a company are recorded as never known, settings wait for a person. What Codat accepted is not called "not
// applied" before that end.

const unsure = { kind: 'unsure', status: null } as const;

export async function settleOpenOperations(instance: InstanceRow): Promise<void> {
  if (isQuotaLow(instance.id) || isPaused(instance.api_url)) return;
  const now = await databaseTime();
  const due = (await listOpenOperations(instance.id)).filter(
    (operation) =>
      isReleased(operation, now) && operation.needs_person === 0 && !isAheadOfTime(operation, now),
  );
  if (due.length === 0) return;
  const codat = await codatOf(instance);
  for (const operation of due) await settle(codat, operation);
}

/** Before a new write: what reading can settle is settled, and nothing of this integration is left open. */
export async function requireSettled(
  instance: InstanceRow,
  key: string,
  facts: ErrorFacts = {},
): Promise<void> {
  const now = await databaseTime();
  const open = await findOpen(instance.id, key);
  if (!open) return;
  if (isReleased(open, now) && open.needs_person === 0) {
    // A look that can't be sent must not count among those after which it is given up.
    requireReachable(instance.api_url);
    await settle(await codatOf(instance), open);
  }
  const left = await findOpen(instance.id, key);
  if (left) throw new AppError(left.needs_person === 1 ? 'needs-person' : 'conflict', facts);
}

/**
 * One look, for a person who opens the page: an effect that shows is recorded, everything else waits for its time.
 * Returns the operation that is still open.
 */
export async function lookAtOpen(
  instance: InstanceRow,
  key: string,
  codat: CodatClient,
): Promise<OpenOperation | undefined> {
  const open = await findOpen(instance.id, key);
  const isWorthALook = open !== undefined && open.accepted_at !== null && !isQuotaLow(instance.id);
  if (!isWorthALook || !isReleased(open, await databaseTime())) return open;
  if (!(await canBeCompared(open))) return open;
  const { look, found } = lookFor(codat, open);
  if ((await lookSafely(look)) !== 'as-asked') return open;
  await closeApplied(open, found());
  return findOpen(instance.id, key);
}

async function findOpen(instanceId: string, key: string): Promise<OpenOperation | undefined> {
  return (await listOpenOperations(instanceId)).find(({ integration_key }) => integration_key === key);
}

async function settle(codat: CodatClient, operation: OpenOperation): Promise<void> {
  // What was sent can't be told from a damaged record, now or later.
  if (!(await canBeCompared(operation))) return handToPerson(operation);
  const { look, found } = lookFor(codat, operation);
  const seen = await readBack(look, unsure);
  const now = await databaseTime();
  if (seen === 'as-asked') await closeApplied(operation, found());
  else if (seen === 'otherwise') await handToPerson(operation);
  else if (seen === 'as-before' && (operation.accepted_at === null || isPatienceOver(operation, now))) {
    await closeOperation(operation, 'not-applied', settledDetails(operation));
  } else await lookAgainLater(operation, now);
}

function settledDetails({ accepted_at }: OpenOperation) {
  return { settled: true, ...(accepted_at !== null && { accepted: true }) };
}

async function closeApplied(operation: OpenOperation, found: ReturnType<Look['found']>): Promise<void> {
  await closeOperation(operation, 'applied', { settled: true, ...found }, storePending(operation));
}

async function lookAgainLater(operation: OpenOperation, now: number): Promise<void> {
  if (isAheadOfTime(operation, now)) return;
  if (!isPatienceOver(operation, now)) await postponeLook(operation, waitMsAfter(operation.looks));
  else if (operation.pending === null || isOfCompany(operation))
    await closeOperation(operation, 'unknown', { looks: operation.looks });
  else await handToPerson(operation);
}

async function canBeCompared(operation: OpenOperation): Promise<boolean> {
  const { pending, instance_id, integration_key } = operation;
  if (pending === null || isOfCompany(operation)) return true;
  try {
    await openPendingMap({ instanceId: instance_id, integrationKey: integration_key }, parsePending(pending));
    return true;
  } catch {
    return false;
  }
}

type Look = ReturnType<typeof lookAtCompany>;

function lookFor(codat: CodatClient, operation: OpenOperation): Look {
  if (isOfCompany(operation)) return lookAtCompany(codat, operation);
  if (operation.pending === null) {
    return { look: lookAtEnablement(codat, operation.integration_key, operation.asked), found: () => ({}) };
  }
  let found: ActivityDetails = {};
  const look = lookAtSettings(codat, operation, parsePending(operation.pending), (map) => {
    found = { verified: !hasMasks(map) };
  });
  return { look, found: () => found };
}

function storePending(operation: OpenOperation): (trx: Trx) => Promise<void> {
  const { pending } = operation;
  if (pending === null || isOfCompany(operation)) return async () => {};
  const subject = { instanceId: operation.instance_id, integrationKey: operation.integration_key };
  return (trx) => storeSettings(trx, subject, parsePending(pending), operation.actor);
}

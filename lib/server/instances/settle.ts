import 'server-only';

import { isPaused, requireReachable } from '../codat/breaker';
import type { CodatClient } from '../codat/client';
import { isQuotaLow } from '../codat/quota';
import type { Trx } from '../db/database';
import type { InstanceRow, OpenOperation } from '../db/schema';
import { env } from '../env';
import { AppError, type ErrorFacts } from '../errors';
import { codatOf } from './codat-access';
import { lookAtCompany } from './company-journal';
import { lookAtEnablement } from './enablement';
import {
  closeOperation,
  databaseTime,
  handToPerson,
  isOfCompany,
  listOpenOperations,
  postponeLook,
} from './operations';
import { readBack, type Seen } from './read-back';
import { lookAtSettings } from './settings-look';
import { openPendingMap, parsePending, storeSettings } from './stored-settings';

// What a crash or a lost answer left open is settled by reading, ever more rarely, and in the end given up: a toggle and
// a write to a company are recorded as never known, settings wait for a person.

const unsure = { kind: 'unsure', status: null } as const;
const firstWaitMs = 10_000;
const longestWaitMs = 15 * 60_000;
/** Some two hours of looking. */
const mostLooks = 14;

export async function settleOpenOperations(instance: InstanceRow): Promise<void> {
  if (isQuotaLow(instance.id) || isPaused(instance.api_url)) return;
  const now = await databaseTime();
  const due = (await listOpenOperations(instance.id)).filter(
    (operation) => isLost(operation, now) && operation.needs_person === 0 && operation.next_look_at <= now,
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
  const open = await findOpen(instance, key);
  if (!open) return;
  if (isLost(open, now) && open.needs_person === 0) {
    // A look that can't be sent must not count among those after which it is given up.
    requireReachable(instance.api_url);
    await settle(await codatOf(instance), open);
  }
  const left = await findOpen(instance, key);
  if (left) throw new AppError(left.needs_person === 1 ? 'needs-person' : 'conflict', facts);
}

async function findOpen(instance: InstanceRow, key: string): Promise<OpenOperation | undefined> {
  return (await listOpenOperations(instance.id)).find(({ integration_key }) => integration_key === key);
}

async function settle(codat: CodatClient, operation: OpenOperation): Promise<void> {
  // What was sent can't be told from a damaged record, now or later.
  if (!(await canBeCompared(operation))) return handToPerson(operation);
  if (isOfCompany(operation)) return settleCompany(codat, operation);
  const seen = await readBack(lookFor(codat, operation), unsure);
  if (seen === 'as-before') await closeOperation(operation, 'not-applied', { settled: true });
  else if (seen === 'as-asked') {
    await closeOperation(operation, 'applied', { settled: true }, storePending(operation));
  } else if (seen === 'otherwise') await handToPerson(operation);
  else await lookAgainLater(operation);
}

async function settleCompany(codat: CodatClient, operation: OpenOperation): Promise<void> {
  const { look, found } = lookAtCompany(codat, operation);
  const seen = await readBack(look, unsure);
  if (seen === 'as-before') await closeOperation(operation, 'not-applied', { settled: true });
  else if (seen === 'as-asked') await closeOperation(operation, 'applied', { settled: true, ...found() });
  else await lookAgainLater(operation);
}

async function lookAgainLater(operation: OpenOperation): Promise<void> {
  if (operation.looks < mostLooks) {
    await postponeLook(operation, Math.min(longestWaitMs, firstWaitMs * 2 ** operation.looks));
  } else if (operation.pending === null || isOfCompany(operation))
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

function lookFor(codat: CodatClient, operation: OpenOperation): () => Promise<Seen> {
  return operation.pending === null
    ? lookAtEnablement(codat, operation.integration_key, operation.asked)
    : lookAtSettings(codat, operation, parsePending(operation.pending));
}

function storePending(operation: OpenOperation): (trx: Trx) => Promise<void> {
  const { pending } = operation;
  if (pending === null) return async () => {};
  const subject = { instanceId: operation.instance_id, integrationKey: operation.integration_key };
  return (trx) => storeSettings(trx, subject, parsePending(pending), operation.actor);
}

/** Older than the longest that a living request can take for its write, its readings and its last transaction. */
function isLost(operation: OpenOperation, now: number): boolean {
  const { codatTimeoutMs, settleDelayMs } = env();
  return now - operation.started_at > 3 * codatTimeoutMs + settleDelayMs + 8_000;
}

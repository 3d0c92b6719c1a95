import 'server-only';

import { isPaused, requireReachable } from '../codat/breaker';
import type { CodatClient } from '../codat/client';
import { isQuotaLow } from '../codat/quota';
import type { InstanceRow, OpenOperation } from '../db/schema';
import { AppError, type ErrorParams } from '../errors';
import { codatClientFor } from '../instances/codat-client-for';
import {
  definitionOf,
  type Observation,
  type OperationDefinition,
  type OperationDefinitions,
} from './definition';
import {
  closeOperation,
  databaseTime,
  listOpenOperations,
  markNeedsAttention,
  scheduleNextCheck,
} from './operations';
import { backoffMsAfter, isAheadOfTime, isPatienceOver, isReleased } from './patience';
import { observeSafely, readBack } from './verify-write';

// Reconciles by reading what a crash or a lost answer left open, with exponential backoff, until it is given up. A
// toggle and a write to a company are then recorded as never known; settings wait for a person. Anything that Codat
// accepted is not called "not applied" before that end.

const unsure = { kind: 'unsure', status: null } as const;

export async function reconcileOpenOperations(
  definitions: OperationDefinitions,
  instance: InstanceRow,
): Promise<void> {
  if (isQuotaLow(instance.id) || isPaused(instance.api_url)) return;
  const now = await databaseTime();
  const due = (await listOpenOperations(instance.id)).filter(
    (operation) =>
      isReleased(operation, now) && operation.needs_attention === 0 && !isAheadOfTime(operation, now),
  );
  if (due.length === 0) return;
  const codat = await codatClientFor(instance);
  for (const operation of due) await reconcile(definitions, codat, operation);
}

type Concerned = { readonly instance: InstanceRow; readonly key: string };

/** Before a new write: what reading can settle is settled, and nothing of this integration is left open. */
export async function requireReconciled(
  definitions: OperationDefinitions,
  { instance, key, facts = {} }: Concerned & { readonly facts?: ErrorParams },
): Promise<void> {
  const now = await databaseTime();
  const open = await findOpen(instance.id, key);
  if (!open) return;
  if (isReleased(open, now) && open.needs_attention === 0) {
    // A look that can't be sent must not count among those after which it is given up.
    requireReachable(instance.api_url);
    await reconcile(definitions, await codatClientFor(instance), open);
  }
  const left = await findOpen(instance.id, key);
  if (left) throw new AppError(left.needs_attention === 1 ? 'needs-attention' : 'conflict', facts);
}

/**
 * One look, for a person who opens the page: an effect that shows is recorded, everything else waits for its time.
 * Returns the operation that is still open.
 */
export async function observeOpenOperation(
  definitions: OperationDefinitions,
  { instance, key, codat }: Concerned & { readonly codat: CodatClient },
): Promise<OpenOperation | undefined> {
  const open = await findOpen(instance.id, key);
  const isWorthALook = open !== undefined && open.accepted_at !== null && !isQuotaLow(instance.id);
  if (!isWorthALook || !isReleased(open, await databaseTime())) return open;
  const definition = definitionOf(definitions, open);
  if (!(await canBeCompared(definition, open))) return open;
  const { look, found } = definition.observe(codat, open);
  if ((await observeSafely(look)) !== 'applied') return open;
  await closeApplied(definition, open, found());
  return findOpen(instance.id, key);
}

async function findOpen(instanceId: string, key: string): Promise<OpenOperation | undefined> {
  return (await listOpenOperations(instanceId)).find(({ integration_key }) => integration_key === key);
}

async function reconcile(
  definitions: OperationDefinitions,
  codat: CodatClient,
  operation: OpenOperation,
): Promise<void> {
  const definition = definitionOf(definitions, operation);
  // A damaged record never shows what was sent.
  if (!(await canBeCompared(definition, operation))) return markNeedsAttention(operation);
  const { look, found } = definition.observe(codat, operation);
  const seen = await readBack(look, unsure);
  const now = await databaseTime();
  if (seen === 'applied') await closeApplied(definition, operation, found());
  else if (seen === 'diverged') await markNeedsAttention(operation);
  else if (seen === 'unchanged' && (operation.accepted_at === null || isPatienceOver(operation, now))) {
    await closeOperation(definition, operation, {
      outcome: 'not-applied',
      details: reconciledDetails(operation),
    });
  } else await checkLater(definition, operation, now);
}

function reconciledDetails({ accepted_at }: OpenOperation) {
  return { settled: true, ...(accepted_at !== null && { accepted: true }) };
}

async function closeApplied(
  definition: OperationDefinition,
  operation: OpenOperation,
  found: ReturnType<Observation['found']>,
): Promise<void> {
  await closeOperation(definition, operation, {
    outcome: 'applied',
    details: { settled: true, ...found },
    inSameTransaction: async (trx) => definition.store?.(trx, operation),
  });
}

async function checkLater(
  definition: OperationDefinition,
  operation: OpenOperation,
  now: number,
): Promise<void> {
  if (isAheadOfTime(operation, now)) return;
  if (!isPatienceOver(operation, now))
    await scheduleNextCheck(operation, backoffMsAfter(operation.check_attempts));
  else if (definition.ifNeverKnown === 'needs-attention') await markNeedsAttention(operation);
  else
    await closeOperation(definition, operation, {
      outcome: 'unknown',
      details: { looks: operation.check_attempts },
    });
}

async function canBeCompared(definition: OperationDefinition, operation: OpenOperation): Promise<boolean> {
  return definition.canBeCompared === undefined || definition.canBeCompared(operation);
}

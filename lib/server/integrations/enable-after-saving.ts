import 'server-only';

import { findIntegration } from '@/lib/integrations/registry';
import type { Enabling } from '@/lib/integrations/views';
import { type Actor, toActor } from '../activity/actor';
import type { CodatClient } from '../codat/client';
import { isQuotaLow } from '../codat/quota';
import { fromCodat } from '../codat-mapping/held-settings';
import type { InstanceRow, OwedEnablement } from '../db/schema';
import { type AppError, isAppError } from '../errors';
import { codatClientFor } from '../instances/codat-client-for';
import { logUnexpected, logWarning } from '../log';
import { databaseTime, latestActivitySeq, listOpenOperations } from '../operations/operations';
import { backoffMsAfter, isAheadOfTime } from '../operations/patience';
import { cancelOwed, findOwed, listOwed, postponeOwed } from './owed-enablement';
import { switchEnablement } from './switch-enablement';

// After the first save: says whether Codat has the integration enabled, and enables it where the save owes that. A
// failure here is none of the save's; it is logged, and the debt remains until Codat has decided.

type Saved = {
  readonly instance: InstanceRow;
  readonly codat: CodatClient;
  readonly integration: { readonly key: string; readonly name: string };
  readonly actor: Actor;
};

export async function enableAfterSaving(saved: Saved, isOwed: boolean): Promise<Enabling> {
  try {
    return await enable(saved, isOwed);
  } catch (error) {
    logUnexpected('enabling-failed', error);
    return { kind: isOwed ? 'pending' : 'unknown' };
  }
}

async function enable(saved: Saved, isOwed: boolean): Promise<Enabling> {
  const { instance, codat, integration, actor } = saved;
  const readAtSeq = await latestActivitySeq(instance.id);
  const before = await orError(codat.getIntegration(integration.key));
  if (isAppError(before)) return isOwed ? postpone(saved, before) : notRead(saved, before);
  if (before.enabled) {
    await cancelOwed(toSubject(saved));
    return { kind: 'enabled' };
  }
  if (!isOwed) return { kind: 'disabled' };
  const { name } = integration;
  const failure = await orError(
    switchEnablement({ instance, codat, before, readAtSeq, name, actor, owed: true }),
  );
  return failure === undefined ? { kind: 'enabled' } : afterFailure(saved, failure);
}

/** Enables what a crash or a silent Codat left owed, each in its time and none while another write is open. */
export async function payOwedEnablements(instance: InstanceRow): Promise<void> {
  const owed = await listOwed(instance.id);
  if (owed.length === 0 || isQuotaLow(instance.id)) return;
  const now = await databaseTime();
  const open = new Set((await listOpenOperations(instance.id)).map(({ integration_key }) => integration_key));
  const codat = await codatClientFor(instance);
  for (const debt of owed) {
    if (!isAheadOfTime(debt, now) && !open.has(debt.integration_key)) await pay(instance, codat, debt);
  }
}

async function pay(instance: InstanceRow, codat: CodatClient, owed: OwedEnablement) {
  const { integration_key } = owed;
  const definition = findIntegration(integration_key);
  const saved = {
    instance,
    codat,
    integration: definition ?? { key: integration_key, name: '' },
    actor: toActor(owed),
  };
  const held = await orError(codat.getCredentials(integration_key));
  if (isAppError(held)) return postpone(saved, held);
  // Its credentials have gone since, so that there is nothing to enable.
  if (!definition || !fromCodat(definition, held).configured) return cancelOwed(toSubject(saved));
  return enableAfterSaving(saved, true);
}

async function afterFailure(saved: Saved, failure: AppError): Promise<Enabling> {
  const { code, facts } = failure;
  // One that was known before has opened no operation, whose outcome would have ended the debt.
  if (code === 'enablement-refused') await cancelOwed(toSubject(saved));
  const isOver = (await findOwed(toSubject(saved))) === undefined;
  if (!isOver || typeof facts.status !== 'number') return postpone(saved, failure);
  log('enabling-refused', saved, failure);
  return { kind: 'refused', status: facts.status };
}

async function postpone(saved: Saved, failure: AppError): Promise<Enabling> {
  const debt = await findOwed(toSubject(saved));
  log(debt ? 'enabling-postponed' : 'enabling-given-up', saved, failure);
  if (!debt) return { kind: 'unknown' };
  const seconds = typeof failure.facts.seconds === 'number' ? failure.facts.seconds : 0;
  await postponeOwed(toSubject(saved), Math.max(backoffMsAfter(debt.check_attempts), seconds * 1_000));
  return { kind: 'pending' };
}

function notRead(saved: Saved, failure: AppError): Enabling {
  log('enabled-not-read', saved, failure);
  return { kind: 'unknown' };
}

function toSubject({ instance, integration }: Saved) {
  return { instanceId: instance.id, integrationKey: integration.key };
}

async function orError<Value>(promise: Promise<Value>): Promise<Value | AppError> {
  try {
    return await promise;
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
}

function log(event: string, { instance, integration }: Saved, { code, facts }: AppError): void {
  logWarning(event, { instance: instance.slug, integration: integration.key, code, status: facts.status });
}

import 'server-only';

import type { Actor } from '../activity/actor';
import type { ActivityDetails } from '../activity/record';
import type { CodatClient } from '../codat/client';
import type { WriteAnswer } from '../codat/errors';
import type { CompanyOperationKind, InstanceRow } from '../db/schema';
import { AppError, type ErrorParams } from '../errors';
import { executeWrite } from '../operations/execute-write';
import type { OperationRequest } from '../operations/operation-requests';
import { closeOperation, latestActivitySeq, openOperation } from '../operations/operations';
import { observeOpenOperation, requireReconciled } from '../operations/reconcile';
import { once, readOperation } from '../operations/replay';
import { companyOperations } from './company-operations';
import { type CompanyRecord, observeCompanyWrite } from './observe-company-write';

// Every write to a company and its connections: journalled, sent once and read back like a write to settings. Each
// company has one write at a time; creating a company waits for no other.

export type CompanyWrite = {
  readonly instance: InstanceRow;
  readonly actor: Actor;
  readonly codat: CodatClient;
  readonly request: OperationRequest<CompanyOperationKind>;
  readonly record: CompanyRecord;
  readonly details: ActivityDetails;
  /** `id` is what Codat answered of a thing that it made. */
  readonly send: () => Promise<{ readonly answer: WriteAnswer; readonly id: string | null }>;
};

const states = {
  'company.create': 'created',
  'company.delete': 'deleted',
  'connection.create': 'created',
  'connection.unlink': 'unlinked',
  'connection.delete': 'deleted',
} as const satisfies Record<CompanyOperationKind, string>;

/** Returns the id of what was made; null where nothing is made. */
export async function writeToCompany(write: CompanyWrite): Promise<string | null> {
  const { instance, codat, request, record } = write;
  const { kind } = request;
  const facts = factsOf(kind, record.name);
  const key = subjectOf(record.company ?? request.id);
  await requireReconciled(companyOperations, { instance, key, facts });
  const subject = {
    instanceId: instance.id,
    integrationKey: key,
    readAtSeq: await latestActivitySeq(instance.id),
  };
  const definition = companyOperations[kind];
  const operation = await openOperation(definition, {
    subject,
    kind,
    request,
    actor: write.actor,
    details: write.details,
    pending: JSON.stringify(record),
  }).catch((error: unknown) => {
    throw error instanceof AppError ? new AppError(error.code, { ...error.facts, ...facts }) : error;
  });
  let made: string | null = null;
  const { look, found } = observeCompanyWrite(codat, operation, () => made);
  const carried = executeWrite(operation, {
    definition,
    send: async () => {
      const { answer, id } = await write.send();
      made = id;
      return answer;
    },
    look,
    facts,
    outcomeDetails: found,
    pendingOnceAccepted: () => JSON.stringify({ ...record, made }),
  });
  try {
    await carried;
    return createdIdOf(found());
  } catch (error) {
    // A second copy of the request, sent in the meantime, may have seen and recorded the effect first.
    const recorded = await readOperation(request.id);
    if (recorded.outcome !== 'applied') throw error;
    return createdIdOf(recorded.details);
  }
}

type Decision = {
  readonly codat: CodatClient;
  readonly request: OperationRequest<CompanyOperationKind>;
  readonly write: () => Promise<string | null>;
};

/** Writes once, however often the decision is sent: one that is still open is looked at, and never sent again. */
export function decideOnce({ codat, request, write }: Decision): Promise<string | null> {
  return once({
    request,
    write,
    facts: ({ platform, company }) => factsOf(request.kind, String(platform ?? company ?? '')),
    look: async (open) => {
      const { look, found } = observeCompanyWrite(codat, open);
      const seen = await look().catch(() => 'unknown');
      if (seen !== 'applied') return;
      const details = { settled: true, ...found() };
      await closeOperation(companyOperations[request.kind], open, { outcome: 'applied', details });
    },
    replay: ({ details }) => createdIdOf(details),
  });
}

/** The write to it that is still open, after one more look at it. */
export function observeOpenWrite(instance: InstanceRow, company: string, codat: CodatClient) {
  return observeOpenOperation(companyOperations, { instance, key: subjectOf(company), codat });
}

function subjectOf(company: string): string {
  return `company/${company}`;
}

function factsOf(kind: CompanyOperationKind, name: string): ErrorParams {
  return { name, state: states[kind] };
}

function createdIdOf(details: ActivityDetails): string | null {
  return typeof details.made === 'string' ? details.made : null;
}

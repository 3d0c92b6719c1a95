import 'server-only';

import type { ActivityDetails } from '../activity/record';
import type { CodatClient } from '../codat/client';
import type { WriteAnswer } from '../codat/errors';
import type { CompanyAsked, InstanceRow } from '../db/schema';
import { AppError, type ErrorFacts } from '../errors';
import { carryOut } from './carry-out';
import { codatOf } from './codat-access';
import { type CompanyRecord, lookAtCompany } from './company-journal';
import {
  closeOperation,
  findOperation,
  journalPosition,
  listOpenOperations,
  openOperation,
  requireApplied,
} from './operations';
import { lookAtOpen, requireSettled } from './settle';

// Every write to a company and its connections: the same journal, the same single sending and the same reading back as
// for settings. One at a time for a company; what creates a company waits for nobody.

export type CompanyWrite = {
  readonly instance: InstanceRow;
  readonly actor: string;
  readonly codat: CodatClient;
  /** Made with the dialog: the same decision sent twice is one write. */
  readonly operationId: string;
  readonly asked: CompanyAsked;
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
} as const satisfies Record<CompanyAsked, string>;

/** Returns the id of what was made; null where nothing is made. */
export async function writeToCompany(write: CompanyWrite): Promise<string | null> {
  const { instance, codat, asked, record } = write;
  const facts = factsOf(asked, record.name);
  const key = subjectOf(record.company ?? write.operationId);
  await requireSettled(instance, key, facts);
  const subject = {
    instanceId: instance.id,
    integrationKey: key,
    readAfter: await journalPosition(instance.id),
  };
  const operation = await openOperation(subject, asked, write.actor, write.details, {
    id: write.operationId,
    pending: JSON.stringify(record),
  }).catch((error: unknown) => {
    throw error instanceof AppError ? new AppError(error.code, { ...error.facts, ...facts }) : error;
  });
  let made: string | null = null;
  const { look, found } = lookAtCompany(codat, operation, () => made);
  const carried = carryOut(operation, {
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
  await carried.catch(async (error: unknown) => {
    // The same decision, sent a second time meanwhile, may have seen and recorded the effect first.
    const known = await findOperation(write.operationId);
    if (known?.outcome !== 'applied') throw error;
  });
  return madeOf(found());
}

export type Repeated = { readonly made: string | null };

/**
 * What came of a write that was sent before, or null where it never was. One that is still open is looked at once
 * more; it is never sent again.
 */
export async function findRepeated(
  instance: InstanceRow,
  operationId: string,
  asked: CompanyAsked,
): Promise<Repeated | null> {
  const known = await findOperation(operationId);
  if (!known) return null;
  const facts = factsOf(asked, String(known.details.platform ?? known.details.company ?? ''));
  if (known.outcome !== null) {
    requireApplied(known, facts);
    return { made: madeOf(known.details) };
  }
  const open = (await listOpenOperations(instance.id)).find(({ id }) => id === operationId);
  if (!open || open.asked !== asked) throw new AppError('conflict', facts);
  const { look, found } = lookAtCompany(await codatOf(instance), open);
  const seen = await look().catch(() => 'unknown');
  if (seen !== 'as-asked') {
    throw new AppError(open.accepted_at === null ? 'outcome-unknown' : 'not-visible-yet', facts);
  }
  await closeOperation(open, 'applied', { settled: true, ...found() });
  return { made: madeOf(found()) };
}

/** The write to it that is still open, after one more look at it. */
export function lookAtOpenWrite(instance: InstanceRow, company: string, codat: CodatClient) {
  return lookAtOpen(instance, subjectOf(company), codat);
}

function subjectOf(company: string): string {
  return `company/${company}`;
}

function factsOf(asked: CompanyAsked, name: string): ErrorFacts {
  return { name, state: states[asked] };
}

function madeOf(details: ActivityDetails): string | null {
  return typeof details.made === 'string' ? details.made : null;
}

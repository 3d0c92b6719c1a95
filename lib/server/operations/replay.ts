import 'server-only';

import type { ActivityDetails } from '../activity/record';
import { database } from '../db/database';
import type { OpenOperation } from '../db/schema';
import { AppError, type ErrorParams, isAppError } from '../errors';
import { refusalCode } from './execute-write';
import { isBound, type OperationRequest } from './operation-requests';

// A request that is sent again is not carried out again: it hears what was recorded of it, success or failure, also
// after a new sign-in.

export type RecordedOperation = {
  /** Null as long as it is open. */
  readonly outcome: string | null;
  /** False of what was stored here and concerned nothing at Codat. */
  readonly sent: boolean;
  /** Details of its intent and its outcome: names, numbers and states. */
  readonly details: ActivityDetails;
};

type Replay = {
  readonly request: OperationRequest;
  /** For the sentence of an error. */
  readonly facts: (details: ActivityDetails) => ErrorParams;
  /** Looks at Codat once for one that is still open, and closes it where it shows its effect. */
  readonly look?: (open: OpenOperation) => Promise<void>;
};

type Once<Result> = Replay & {
  readonly write: () => Promise<Result>;
  /** Receives the recorded operation once it is known to have been applied. */
  readonly replay: (recorded: RecordedOperation) => Result | Promise<Result>;
  /** Results that may come from the same request's own effect, brought about by another server in the meantime. */
  readonly mayBeOwnEffect?: (result: Result) => boolean;
};

/** Codes that a write may be refused with because the same request came first. */
const ownEffectCodes: readonly AppError['code'][] = ['conflict', 'not-found', 'not-linked'];

/** Writes at the first time, and replays the outcome ever after. */
export async function once<Result>({
  write,
  replay,
  mayBeOwnEffect,
  ...known
}: Once<Result>): Promise<Result> {
  const recorded = await findReplay(known);
  if (recorded) return replay(recorded);
  try {
    const result = await write();
    if (!mayBeOwnEffect?.(result)) return result;
    const meanwhile = await findReplay(known);
    return meanwhile ? replay(meanwhile) : result;
  } catch (error) {
    if (!isAppError(error) || !ownEffectCodes.includes(error.code)) throw error;
    const meanwhile = await findReplay(known);
    if (!meanwhile) throw error;
    return replay(meanwhile);
  }
}

/** Returns null if the request was never sent. Throws the matching error for every outcome but `applied`. */
async function findReplay({ request, facts, look }: Replay): Promise<RecordedOperation | null> {
  if (!(await isBound(request))) return null;
  const recorded = await settledOnce(request.id, facts, look);
  const { outcome, details } = recorded;
  const told = facts(details);
  switch (outcome) {
    case 'applied':
      return recorded;
    case 'not-applied':
      throw new AppError('not-applied', told);
    case 'refused': {
      const [status, seconds] = [Number(details.status), Number(details.seconds)];
      throw new AppError(refusalCode(status), { ...told, status, ...(seconds > 0 && { seconds }) });
    }
    case 'superseded':
      throw new AppError('superseded', told);
    case null:
      throw new AppError(recorded.isAccepted ? 'not-visible-yet' : 'outcome-unknown', told);
    default:
      throw new AppError('outcome-unknown', { ...told, looks: 'over' });
  }
}

async function settledOnce(
  id: string,
  facts: Replay['facts'],
  look: Replay['look'],
): Promise<RecordedOperation & { readonly isAccepted: boolean }> {
  const recorded = await readOperation(id);
  if (recorded.outcome !== null) return { ...recorded, isAccepted: false };
  const open = await database()
    .selectFrom('open_operations')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (open?.needs_attention === 1) throw new AppError('needs-attention', facts(recorded.details));
  if (open) await look?.(open);
  return { ...(await readOperation(id)), isAccepted: typeof open?.accepted_at === 'number' };
}

/** Reads a bound operation. If the log no longer holds it, its outcome can't be known. */
export async function readOperation(id: string): Promise<RecordedOperation> {
  // One statement: a purge may move rows from the one table to the other at any time.
  const rows = await database()
    .selectFrom('activity')
    .select(['seq', 'phase', 'outcome', 'details'])
    .where('operation_id', '=', id)
    .unionAll(
      database()
        .selectFrom('purged_operations')
        .select(['seq', 'phase', 'outcome', 'details'])
        .where('id', '=', id),
    )
    .orderBy('seq')
    .execute();
  if (rows.length === 0) return { outcome: 'unknown', sent: true, details: {} };
  const sent = rows.some(({ phase }) => phase === 'intent');
  const outcome = rows.find(({ phase }) => phase !== 'intent')?.outcome ?? null;
  return { outcome, sent, details: Object.assign({}, ...rows.map(({ details }) => JSON.parse(details))) };
}

import 'server-only';

import type { Actor } from '../activity/actor';
import type { CodatClient } from '../codat/client';
import type { CodatIntegration } from '../codat/wire';
import type { InstanceRow } from '../db/schema';
import { AppError } from '../errors';
import { executeWrite } from '../operations/execute-write';
import { openOperation } from '../operations/operations';
import { findRefusals, isRefusal, observeEnablement, rememberRefusal } from './enablement';
import { enablementOperations } from './enablement-operations';
import { cancelOwed, takeOwed } from './owed-enablement';

type Switch = {
  readonly instance: InstanceRow;
  readonly codat: CodatClient;
  /** The integration as read for this very switch, after `readAtSeq`. */
  readonly before: CodatIntegration;
  readonly readAtSeq: number;
  readonly name: string;
  readonly actor: Actor;
  /** For disabling: the companies that were linked by then, or null if they could not be counted. */
  readonly linked?: number | null | undefined;
  /** Whether it is what a first save owes; a person's own toggle ends such a debt. */
  readonly owed?: boolean;
};

/** Writes the other state than the one that was read. */
export async function switchEnablement({
  instance,
  codat,
  before,
  readAtSeq,
  name,
  actor,
  linked,
  owed = false,
}: Switch): Promise<void> {
  const { key } = before;
  const known = (await findRefusals(instance.id))(key);
  if (known) throw new AppError('enablement-refused', { status: known.status });

  const kind = before.enabled ? 'disabled' : 'enabled';
  const subject = { instanceId: instance.id, integrationKey: key, readAtSeq };
  const definition = enablementOperations[kind];
  const operation = await openOperation(definition, {
    subject,
    kind,
    actor,
    details: {
      from: before.enabled,
      to: !before.enabled,
      linked: before.linkedConnectionsCount ?? null,
      ...(linked !== undefined && { companies: linked ?? 'unknown' }),
    },
    inSameTransaction: (trx) => (owed ? takeOwed(trx, subject) : cancelOwed(subject, trx)),
  });
  await executeWrite(operation, {
    definition,
    send: () => codat.setEnabled(key, !before.enabled),
    look: observeEnablement(codat, key, kind),
    facts: { name, state: before.enabled ? 'enabled' : 'disabled' },
    isFinal: isRefusal,
    refusalCode: (status) => (isRefusal(status) ? 'enablement-refused' : null),
    onRefused: async (trx, status) => {
      if (isRefusal(status)) await rememberRefusal(trx, subject, status);
    },
  });
}

import 'server-only';

import type { Actor } from '../activity/actor';
import type { CodatClient } from '../codat/client';
import { differences, hasMasks } from '../codat-mapping/compare';
import { countOf } from '../companies/count-linked';
import { executeWrite } from '../operations/execute-write';
import type { OperationRequest } from '../operations/operation-requests';
import { openOperation } from '../operations/operations';
import type { SecretMap } from '../vault/vault';
import { type Disruption, insertDisruptiveChange } from './disruptive-changes';
import { fingerprintOf, observeSettings } from './observe-settings';
import { settingsOperations } from './settings-operations';
import { type Subject, sealDeletion, sealSettings, storeSettings } from './stored-settings';

type Write = {
  readonly codat: CodatClient;
  readonly subject: Subject & { readonly readAtSeq: number };
  readonly request: OperationRequest;
  readonly actor: Actor;
  readonly name: string;
  readonly held: SecretMap;
  /** The customers that the write deauthorizes; null if there can be none. */
  readonly breaking: Disruption | null;
};

export type SettingsWrite = Write & {
  readonly target: SecretMap;
  /** Secrets that the vault takes up, by field, and those it drops. */
  readonly replaced: SecretMap;
  readonly cleared: readonly string[];
  /** The doubts about keys that the person saved over; empty where there were none. */
  readonly acknowledged?: string;
  /** Whether the integration is to be enabled once this is known to have been applied. */
  readonly enables?: boolean;
  /** Codat held nothing of it before, so that enabling it is the next step. */
  readonly isFirst?: boolean;
};

/** Replaces Codat's map. False where Codat answers masked, so that what it holds can't be verified. */
export async function writeSettings(write: SettingsWrite): Promise<{ readonly verified: boolean }> {
  return send(write);
}

/** Empties Codat's map, and drops what is kept here. */
export async function deleteSettings(write: Write): Promise<void> {
  await send({ ...write, target: new Map(), replaced: new Map(), cleared: [] }, true);
}

async function send(write: SettingsWrite, deletes = false): Promise<{ readonly verified: boolean }> {
  const { codat, subject, request, actor, held, target, replaced, cleared, breaking } = write;
  const { instanceId, integrationKey } = subject;
  const before = await fingerprintOf(instanceId, held);
  const pending = deletes
    ? await sealDeletion(subject, before)
    : {
        ...(await sealSettings(subject, { before, map: target, replaced, cleared })),
        enables: write.enables ?? false,
      };
  const integration = { key: integrationKey, name: write.name };
  const kind = deletes ? 'deletion' : 'settings';
  const definition = settingsOperations[kind];
  const operation = await openOperation(definition, {
    subject,
    kind,
    actor,
    request,
    pending: JSON.stringify(pending),
    details: {
      codat: differences(held, target).join(', '),
      vault: [...replaced.keys(), ...cleared].join(', '),
      before,
      after: await fingerprintOf(instanceId, target),
      ...(write.acknowledged && { overridden: write.acknowledged }),
      ...(write.isFirst && { first: true }),
      ...(breaking && { companies: countOf(breaking.linked) ?? 'unknown' }),
    },
    inSameTransaction: async (trx) => {
      if (!breaking) return;
      await insertDisruptiveChange(trx, { id: request.id, instanceId, integration, actor }, breaking);
    },
  });
  let verified = true;
  await executeWrite(operation, {
    definition,
    send: () =>
      deletes ? codat.deleteCredentials(integrationKey) : codat.putCredentials(integrationKey, target),
    look: observeSettings(codat, operation, (map) => {
      verified = !hasMasks(map);
    }),
    facts: { name: write.name, state: deletes ? 'credentials' : 'settings' },
    outcomeDetails: () => ({ verified }),
    onApplied: (trx) => storeSettings(trx, subject, { pending, savedBy: actor }),
  });
  return { verified };
}

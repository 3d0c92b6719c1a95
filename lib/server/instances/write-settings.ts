import 'server-only';

import type { CodatClient } from '../codat/client';
import { differences, hasMasks } from '../codat-mapping/compare';
import type { SecretMap } from '../vault/vault';
import { carryOut } from './carry-out';
import { openOperation } from './operations';
import { fingerprintOf, lookAtSettings } from './settings-look';
import { type Subject, sealSettings, storeSettings } from './stored-settings';

export type SettingsWrite = {
  readonly codat: CodatClient;
  readonly subject: Subject & { readonly readAfter: number };
  readonly operationId: string;
  readonly actor: string;
  readonly name: string;
  readonly held: SecretMap;
  readonly target: SecretMap;
  /** Secrets that the vault takes up, by field, and those it drops. */
  readonly replaced: SecretMap;
  readonly cleared: readonly string[];
  /** The doubts about keys that the person saved over; empty where there were none. */
  readonly overridden?: string;
};

/** Replaces Codat's map. False where Codat answers masked, so that what it holds can't be verified. */
export async function writeSettings(write: SettingsWrite): Promise<{ readonly verified: boolean }> {
  const { codat, subject, held, target, replaced, cleared } = write;
  const before = await fingerprintOf(subject.instanceId, held);
  const pending = await sealSettings(subject, before, target, replaced, cleared);
  const operation = await openOperation(
    subject,
    'settings',
    write.actor,
    {
      codat: differences(held, target).join(', '),
      vault: [...replaced.keys(), ...cleared].join(', '),
      before,
      after: await fingerprintOf(subject.instanceId, target),
      ...(write.overridden && { overridden: write.overridden }),
    },
    { id: write.operationId, pending: JSON.stringify(pending) },
  );
  let verified = true;
  await carryOut(operation, {
    send: () => codat.putCredentials(subject.integrationKey, target),
    look: lookAtSettings(codat, operation, pending, (map) => {
      verified = !hasMasks(map);
    }),
    facts: { name: write.name, state: 'settings' },
    whenApplied: (trx) => storeSettings(trx, subject, pending, write.actor),
  });
  return { verified };
}

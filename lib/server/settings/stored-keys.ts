import 'server-only';

import type { CredentialTest, Integration } from '@/lib/integrations/define-integration';
import { statedEnvironment, toDraftValues } from '../codat-mapping/draft-values';
import { propertyOf } from '../codat-mapping/property-names';
import { unmask } from '../codat-mapping/unmask';
import type { InstanceRow } from '../db/schema';
import { codatClientFor } from '../instances/codat-client-for';
import { Secret } from '../secret';
import { readSettingsState, type SettingsState } from './settings-state';

/** The values that a test uses for fields that the user did not type again: what a save would keep. */
export type StoredKeys = {
  readonly account: Secret | null;
  readonly secret: Secret | null;
  /** Codat uses another secret than ours, and hides it. */
  readonly secretIsHidden: boolean;
};

export async function readStoredKeys(
  instance: InstanceRow,
  integration: Integration,
  fields: { readonly account: CredentialTest['account']; readonly secret: string },
): Promise<StoredKeys> {
  const held = await (await codatClientFor(instance)).getCredentials(integration.key);
  const subject = { instanceId: instance.id, integrationKey: integration.key };
  const state = await readSettingsState(integration, held, subject);
  const account = String(toDraftValues(integration, held, state.stored.lastSeen)[fields.account ?? ''] ?? '');
  return {
    account: account === '' ? null : new Secret(account),
    secret: state.secrets.get(fields.secret) ?? null,
    secretIsHidden: isHidden(integration, state, fields.secret),
  };
}

function isHidden(integration: Integration, { held, secrets }: SettingsState, name: string): boolean {
  const field = integration.fields.find((known) => known.name === name);
  const property = field ? propertyOf(field, statedEnvironment(held)) : null;
  if (property === null) return false;
  const stored = secrets.get(name);
  return unmask(held, new Map(stored ? [[property, stored]] : [])).hidden.has(property);
}

import 'server-only';

import { randomUUID } from 'node:crypto';
import type { CredentialTestView } from '@/lib/integrations/credential-test';
import type { Integration } from '@/lib/integrations/define-integration';
import { secretFields } from '@/lib/integrations/draft';
import type { SettingsFormView, StoredSecretView } from '@/lib/integrations/views';
import { toDraftValues } from '../codat-mapping/draft-values';
import { basisOf, type SettingsState } from './settings-state';

/** The allow-list of what a form gets: fields, values that are no secrets, and of secrets that they are there. */
export async function toSettingsForm(
  integration: Integration,
  state: SettingsState,
  credentialTest: CredentialTestView | null,
): Promise<SettingsFormView> {
  const secrets = secretFields(integration).map(({ name }) => [name, toSecretView(name, state)] as const);
  return {
    integrationKey: integration.key,
    name: integration.name,
    operation: randomUUID(),
    basis: await basisOf(state),
    fields: integration.fields,
    values: toDraftValues(integration, state.held, state.stored.lastSeen),
    secrets: Object.fromEntries(secrets),
    credentialTest,
  };
}

function toSecretView(field: string, state: SettingsState): StoredSecretView {
  const stored = state.stored.secrets.get(field);
  const value = state.secrets.get(field);
  return {
    isSet: value !== undefined,
    hint: value?.hint() ?? null,
    inUse: state.inUse.has(field),
    damaged: stored !== undefined && stored.value === null,
    savedAt: stored?.savedAt ?? null,
    savedBy: stored?.savedBy ?? null,
  };
}

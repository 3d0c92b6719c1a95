import 'server-only';

import { z } from 'zod';
import { can } from '@/lib/access/permissions';
import { type CredentialTestView, testedEnvironments } from '@/lib/integrations/credential-test';
import { hasSettings, type Integration } from '@/lib/integrations/define-integration';
import type { Locale } from '@/lib/integrations/locale';
import { findIntegration } from '@/lib/integrations/registry';
import type { HeldValueView, IntegrationView } from '@/lib/integrations/views';
import { listLatestChanges } from '../../activity/latest-changes';
import { forViewer } from '../../auth/guard';
import type { CodatClient } from '../../codat/client';
import { statedEnvironment } from '../../codat-mapping/draft-values';
import { fromCodat, type HeldSettings } from '../../codat-mapping/held-settings';
import type { InstanceRow } from '../../db/schema';
import { env } from '../../env';
import { AppError, isAppError } from '../../errors';
import { currentLocale } from '../../i18n/locale';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireInstance } from '../../instances/find-instance';
import { findRefusals } from '../../integrations/enablement';
import { type HeldState, toHeldState } from '../../integrations/integration-snapshot';
import { findOwed } from '../../integrations/owed-enablement';
import { toTileView } from '../../integrations/to-tile-view';
import { observeOpenOperation } from '../../operations/reconcile';
import { hostOf } from '../../providers/addresses';
import { integrationOperations } from '../../settings/settings-operations';
import {
  driftedFields,
  labelsOf,
  readSettingsState,
  type SettingsState,
} from '../../settings/settings-state';
import type { Subject } from '../../settings/stored-settings';
import { toSettingsForm } from '../../settings/to-settings-form';

const inputSchema = z.object({ instance: z.string().max(60), key: z.string().max(100) });

/** Shows what Codat holds now, never cached. Secrets appear as hints, and only to roles that may see those. */
export const readIntegration = forViewer(
  'integrations:read',
  inputSchema,
  async (viewer, input): Promise<IntegrationView> => {
    const instance = await requireInstance(input.instance);
    const codat = await codatClientFor(instance);
    const definition = findIntegration(input.key);
    // This comes first, so that an outcome visible by now is recorded before the page shows it.
    const operation = await observeOpenOperation(integrationOperations, { instance, key: input.key, codat });
    const [integration, state, refusalOf, owed, changes, locale] = await Promise.all([
      requireIntegration(codat, input.key),
      readState(codat, definition, { instanceId: instance.id, integrationKey: input.key }),
      findRefusals(instance.id),
      findOwed({ instanceId: instance.id, integrationKey: input.key }),
      listLatestChanges(instance.id),
      currentLocale(),
    ]);
    const settings = definition && state ? fromCodat(definition, state.held) : null;
    const outside = definition && state ? driftedFields(state) : [];
    return {
      tile: toTileView(integration, {
        role: viewer.role,
        locale,
        held: heldStateOf(settings, state),
        refusal: refusalOf(integration.key),
        operation,
        lastChange: changes.get(integration.key),
      }),
      held: toHeldValues(settings, can(viewer.role, 'integrations:see-hints'), locale),
      otherNames: settings?.otherKeys ?? [],
      redirectUri: definition?.redirectUri ?? null,
      docsUrl: definition?.docsUrl ?? null,
      form:
        definition && state && can(viewer.role, 'integrations:manage')
          ? await toSettingsForm(definition, state, toCredentialTest(definition, instance))
          : null,
      driftedFields:
        definition && state
          ? labelsOf(definition, { names: outside, environment: statedEnvironment(state.held) }, locale)
          : [],
      deletable: state && can(viewer.role, 'integrations:delete-credentials') ? holdsAnything(state) : null,
      needsAttention: operation?.needs_attention === 1,
      enablingOwed: owed !== undefined && !integration.enabled,
      readAt: Date.now(),
    };
  },
);

async function requireIntegration(codat: CodatClient, key: string) {
  try {
    return await codat.getIntegration(key);
  } catch (error) {
    // Both statuses mean that there is no such integration here.
    const absent = isAppError(error) && (error.facts.status === 404 || error.facts.status === 400);
    throw absent ? new AppError('not-found') : error;
  }
}

/** Returns undefined if the integration has no settings. Returns null if Codat didn't hand them over. */
async function readState(
  codat: CodatClient,
  definition: Integration | null,
  subject: Subject,
): Promise<SettingsState | null | undefined> {
  if (!definition || !hasSettings(definition)) return undefined;
  try {
    return await readSettingsState(definition, await codat.getCredentials(definition.key), subject);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

function holdsAnything({ held, stored }: SettingsState): boolean {
  return held.size > 0 || stored.secrets.size > 0 || stored.version > 0;
}

function toCredentialTest({ test }: Integration, instance: InstanceRow): CredentialTestView | null {
  if (!test) return null;
  return {
    test,
    allowed: instance.credential_tests === 1,
    isEmulated: env().standIns !== null,
    limitSeconds: env().providerTimeoutMs / 1000,
    hosts: Object.fromEntries(
      testedEnvironments(test).map((environment) => [environment, hostOf(test.provider, environment)]),
    ),
  };
}

function heldStateOf(
  settings: HeldSettings | null,
  state: SettingsState | null | undefined,
): HeldState | null {
  if (state === undefined) return null;
  if (!settings) return { kind: 'unreadable' };
  return toHeldState(settings);
}

function toHeldValues(settings: HeldSettings | null, seesHints: boolean, locale: Locale): HeldValueView[] {
  return (settings?.values ?? [])
    .filter(({ field }) => field.kind === 'secret' || (field.kind === 'text' && field.identifies))
    .map(({ field, value }) => ({
      label: typeof field.label === 'string' ? field.label : field.label[locale],
      hint: seesHints ? value.hint() : null,
    }));
}

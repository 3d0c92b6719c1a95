import 'server-only';

import { toActor } from '../activity/actor';
import type { ActivityDetails } from '../activity/record';
import { hasMasks } from '../codat-mapping/compare';
import type { OpenOperation } from '../db/schema';
import { enablementOperations } from '../integrations/enablement-operations';
import type { OperationDefinition, OperationDefinitions } from '../operations/definition';
import { findAffectedCount, resolveDisruptiveChange } from './disruptive-changes';
import { observeSettings } from './observe-settings';
import { openPendingMap, pendingOf, storeSettings } from './stored-settings';

const ofSettings = {
  concernsIntegration: true,
  ifNeverKnown: 'needs-attention',
  observe: (codat, operation) => {
    let found: ActivityDetails = {};
    const look = observeSettings(codat, operation, (map) => {
      found = { verified: !hasMasks(map) };
    });
    return { look, found: () => found };
  },
  canBeCompared: async (operation) => {
    try {
      await openPendingMap(subjectOf(operation), pendingOf(operation));
      return true;
    } catch {
      return false;
    }
  },
  store: (trx, operation) =>
    storeSettings(trx, subjectOf(operation), { pending: pendingOf(operation), savedBy: toActor(operation) }),
  onClosed: resolveDisruptiveChange,
  closingDetails: async ({ id }) => {
    const count = await findAffectedCount(id);
    return count === undefined ? {} : { companies: count ?? 'unknown' };
  },
} satisfies Omit<OperationDefinition, 'action'>;

export const settingsOperations = {
  settings: { ...ofSettings, action: 'settings.save' },
  deletion: { ...ofSettings, action: 'settings.delete' },
} as const satisfies OperationDefinitions;

/** All that may be open for an integration. */
export const integrationOperations: OperationDefinitions = { ...enablementOperations, ...settingsOperations };

function subjectOf({ instance_id, integration_key }: OpenOperation) {
  return { instanceId: instance_id, integrationKey: integration_key };
}

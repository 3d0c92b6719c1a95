import 'server-only';

import type { OperationDefinition, OperationDefinitions, OperationKind } from '../operations/definition';
import { observeEnablement } from './enablement';
import { closeOwedEnablement } from './owed-enablement';

export const enablementOperations = {
  enabled: defineFor('enabled', 'integration.enable'),
  disabled: defineFor('disabled', 'integration.disable'),
} as const satisfies OperationDefinitions;

function defineFor(kind: OperationKind, action: OperationDefinition['action']): OperationDefinition {
  return {
    action,
    concernsIntegration: true,
    ifNeverKnown: 'unknown',
    observe: (codat, { integration_key }) => ({
      look: observeEnablement(codat, integration_key, kind),
      found: () => ({}),
    }),
    onClosed: closeOwedEnablement,
  };
}

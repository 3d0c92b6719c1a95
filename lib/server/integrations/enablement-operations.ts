import 'server-only';

import type { Asked, OperationDefinition, OperationDefinitions } from '../operations/definition';
import { lookAtEnablement } from './enablement';
import { settleOwedEnablement } from './owed-enablement';

export const enablementOperations = {
  enabled: kindFor('enabled', 'integration.enable'),
  disabled: kindFor('disabled', 'integration.disable'),
} as const satisfies OperationDefinitions;

function kindFor(asked: Asked, action: OperationDefinition['action']): OperationDefinition {
  return {
    action,
    concernsIntegration: true,
    ifNeverKnown: 'unknown',
    lookFor: (codat, { integration_key }) => ({
      look: lookAtEnablement(codat, integration_key, asked),
      found: () => ({}),
    }),
    onClosed: settleOwedEnablement,
  };
}

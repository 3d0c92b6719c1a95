import 'server-only';

import type { Asked, OperationKind, OperationKinds } from '../operations/kinds';
import { lookAtEnablement } from './enablement';
import { settleOwedEnablement } from './owed-enablement';

export const enablementKinds = {
  enabled: kindFor('enabled', 'integration.enable'),
  disabled: kindFor('disabled', 'integration.disable'),
} as const satisfies OperationKinds;

function kindFor(asked: Asked, action: OperationKind['action']): OperationKind {
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

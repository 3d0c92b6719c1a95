import 'server-only';

import { companyKinds } from '../../companies/company-kinds';
import type { OperationKinds } from '../../operations/kinds';
import { integrationKinds } from '../../settings/settings-kinds';

/** Every kind of operation that the journal may hold. */
export const operationKinds: OperationKinds = { ...integrationKinds, ...companyKinds };

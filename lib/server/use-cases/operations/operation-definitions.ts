import 'server-only';

import { companyOperations } from '../../companies/company-operations';
import type { OperationDefinitions } from '../../operations/definition';
import { integrationOperations } from '../../settings/settings-operations';

/** Defines every kind of operation that the journal may hold. */
export const operationDefinitions: OperationDefinitions = { ...integrationOperations, ...companyOperations };

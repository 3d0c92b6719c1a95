import 'server-only';

import type { CompanyOperationKind } from '../db/schema';
import type { OperationDefinition } from '../operations/definition';
import { observeCompanyWrite } from './observe-company-write';

export const companyOperations = {
  'company.create': defineFor('company.create'),
  'company.delete': defineFor('company.delete'),
  'connection.create': defineFor('connection.create'),
  'connection.unlink': defineFor('connection.unlink'),
  'connection.delete': defineFor('connection.delete'),
} as const satisfies Record<CompanyOperationKind, OperationDefinition>;

function defineFor(action: CompanyOperationKind): OperationDefinition {
  return { action, concernsIntegration: false, ifNeverKnown: 'unknown', observe: observeCompanyWrite };
}

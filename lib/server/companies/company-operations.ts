import 'server-only';

import type { CompanyOperationKind } from '../db/schema';
import type { OperationDefinition } from '../operations/definition';
import { observeCompanyWrite } from './observe-company-write';

export const companyOperations = {
  'company.create': kindFor('company.create'),
  'company.delete': kindFor('company.delete'),
  'connection.create': kindFor('connection.create'),
  'connection.unlink': kindFor('connection.unlink'),
  'connection.delete': kindFor('connection.delete'),
} as const satisfies Record<CompanyOperationKind, OperationDefinition>;

function kindFor(action: CompanyOperationKind): OperationDefinition {
  return { action, concernsIntegration: false, ifNeverKnown: 'unknown', observe: observeCompanyWrite };
}

import 'server-only';

import type { CompanyAsked } from '../db/schema';
import type { OperationDefinition } from '../operations/definition';
import { lookAtCompany } from './observe-company-write';

export const companyOperations = {
  'company.create': kindFor('company.create'),
  'company.delete': kindFor('company.delete'),
  'connection.create': kindFor('connection.create'),
  'connection.unlink': kindFor('connection.unlink'),
  'connection.delete': kindFor('connection.delete'),
} as const satisfies Record<CompanyAsked, OperationDefinition>;

function kindFor(action: CompanyAsked): OperationDefinition {
  return { action, concernsIntegration: false, ifNeverKnown: 'unknown', lookFor: lookAtCompany };
}

import 'server-only';

import type { CompanyAsked } from '../db/schema';
import type { OperationKind } from '../operations/kinds';
import { lookAtCompany } from './observe-company-write';

export const companyKinds = {
  'company.create': kindFor('company.create'),
  'company.delete': kindFor('company.delete'),
  'connection.create': kindFor('connection.create'),
  'connection.unlink': kindFor('connection.unlink'),
  'connection.delete': kindFor('connection.delete'),
} as const satisfies Record<CompanyAsked, OperationKind>;

function kindFor(action: CompanyAsked): OperationKind {
  return { action, concernsIntegration: false, ifNeverKnown: 'unknown', lookFor: lookAtCompany };
}

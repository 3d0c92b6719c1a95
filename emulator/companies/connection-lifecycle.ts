import { randomUUID } from 'node:crypto';
import { toCreatedDate, toSyncDate } from '../http/codat-date';
import { type CatalogueEntry, requireIntegrationOfConnection } from '../integrations/catalogue';
import { isEnabled } from '../integrations/integration-view';
import { fingerprintToRemember } from '../integrations/plaid-authorization';
import type { EmulatorState, StoredCompany, StoredConnection } from '../world/emulator-state';
import { cancelledAuthorization } from './cancelled-authorization';

const oneOfAKind = ['Accounting', 'BankFeed'];

/**
 * A company has one accounting and one bank-feeds connection, and any number of the others. An Unlinked one has
 * given its place up.
 */
export function holdsOnlyPlaceFor(
  company: StoredCompany,
  integration: CatalogueEntry,
  except?: StoredConnection,
): boolean {
  if (!oneOfAKind.includes(integration.sourceType)) return false;
  return company.connections.some(
    (connection) =>
      connection !== except &&
      connection.status !== 'Unlinked' &&
      requireIntegrationOfConnection(connection.integrationKey).sourceType === integration.sourceType,
  );
}

export function createConnection(company: StoredCompany, integration: CatalogueEntry): StoredConnection {
  const connection: StoredConnection = {
    id: randomUUID(),
    integrationKey: integration.key,
    status: 'PendingAuth',
    created: toCreatedDate(new Date()),
    errors: [],
  };
  company.connections.push(connection);
  return connection;
}

export type LinkObstacle = 'disabled' | 'not-set-up' | 'place-taken';

export type LinkAttempt = {
  readonly company: StoredCompany;
  readonly integration: CatalogueEntry;
  /** The connection to link, if the company has one already. */
  readonly connection?: StoredConnection | undefined;
};

/** Why a customer cannot connect now; null when nothing is in the way. */
export function findLinkObstacle(
  state: EmulatorState,
  { company, integration, connection }: LinkAttempt,
): LinkObstacle | null {
  if (!isEnabled(state, integration.key)) return 'disabled';
  const credentials = state.credentials[integration.key] ?? {};
  if (integration.needsCredentials && Object.keys(credentials).length === 0) return 'not-set-up';
  if (holdsOnlyPlaceFor(company, integration, connection)) return 'place-taken';
  return null;
}

export function linkConnection(
  state: EmulatorState,
  company: StoredCompany,
  connection: StoredConnection,
): void {
  const syncedOn = toSyncDate(new Date());
  connection.status = 'Linked';
  connection.lastSync = syncedOn;
  connection.errors = [];
  Object.assign(connection, fingerprintToRemember(state, connection.integrationKey));
  company.lastSync = syncedOn;
}

/** The status stays what it was: a customer who walks away from a first authorization leaves it PendingAuth. */
export function recordRefusal(connection: StoredConnection): void {
  connection.errors.push(cancelledAuthorization(new Date()));
}

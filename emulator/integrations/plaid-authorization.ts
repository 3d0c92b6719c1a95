import { createHash } from 'node:crypto';
import type { EmulatorState, StoredConnection } from '../world/emulator-state';
import { plaidKey } from './catalogue';

// Codat's guides: any change of the Plaid client ID or secret, or of the environment, deauthorizes what customers
// authorized before it. Data already fetched stays, and so do connections that were not Linked any more.

export function plaidFingerprint(credentials: Record<string, string> | undefined): string {
  const { clientId = '', clientSecret = '', environment = '' } = credentials ?? {};
  return createHash('sha256')
    .update(JSON.stringify([clientId, clientSecret, environment]))
    .digest('hex');
}

/** Returns what a connection authorized now remembers of the credentials. */
export function fingerprintToRemember(
  state: EmulatorState,
  integrationKey: string,
): { linkedUnder?: string } {
  return integrationKey === plaidKey ? { linkedUnder: plaidFingerprint(state.credentials[plaidKey]) } : {};
}

export function deauthorizePlaidConnectionsOfOtherCredentials(state: EmulatorState): void {
  const present = plaidFingerprint(state.credentials[plaidKey]);
  for (const company of Object.values(state.companies)) {
    for (const connection of company.connections) {
      if (isLinkedUnderOther(connection, present)) connection.status = 'Deauthorized';
    }
  }
}

function isLinkedUnderOther(connection: StoredConnection, present: string): boolean {
  return (
    connection.integrationKey === plaidKey &&
    connection.status === 'Linked' &&
    connection.linkedUnder !== present
  );
}

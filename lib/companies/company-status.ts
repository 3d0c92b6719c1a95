// The Portal's status of a company, derived from its connections; Codat sends none.

export const companyStatuses = [
  'no-connections',
  'linked',
  'pending',
  'deauthorized',
  'unlinked',
  'partial',
  'unknown',
] as const;
export type CompanyStatus = (typeof companyStatuses)[number];

export const connectionStatuses = ['Linked', 'PendingAuth', 'Deauthorized', 'Unlinked'] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

type Connections = {
  readonly connections: readonly { readonly status: string }[];
  readonly unreadableConnections: number;
};

/**
 * All linked: linked; some: partial. If none is, the state that needs the most action wins: Deauthorized before
 * PendingAuth before Unlinked. An unknown status counts as one without a data flow. If some connections can't be read,
 * all that is certain is that some are linked and some are not.
 */
export function companyStatus({ connections, unreadableConnections }: Connections): CompanyStatus {
  const linked = connections.filter(({ status }) => status === 'Linked').length;
  if (unreadableConnections > 0) return linked > 0 && linked < connections.length ? 'partial' : 'unknown';
  if (connections.length === 0) return 'no-connections';
  if (linked > 0) return linked === connections.length ? 'linked' : 'partial';
  const has = (wanted: ConnectionStatus) => connections.some(({ status }) => status === wanted);
  if (has('Deauthorized')) return 'deauthorized';
  return has('PendingAuth') ? 'pending' : 'unlinked';
}

export function isConnectionStatus(status: string): status is ConnectionStatus {
  return (connectionStatuses as readonly string[]).includes(status);
}

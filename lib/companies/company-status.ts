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
 * All linked: linked; some: partial. Where none is, the state that asks most of us wins: Deauthorized before
 * PendingAuth before Unlinked. A status that is new to us counts as one through which no data flows. Where some connections can't be
 * read, only "some are linked, some are not" can be told.
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

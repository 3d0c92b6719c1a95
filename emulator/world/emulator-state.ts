import { z } from 'zod';

// Everything the emulator remembers, in one plain value: it goes to the state file as it is, and a copy of it is
// enough to answer a read "as it was before the change".

const connectionError = z.strictObject({
  statusCode: z.string(),
  statusText: z.string(),
  errorMessage: z.string(),
  erroredOnUtc: z.string(),
});

const storedConnection = z.strictObject({
  id: z.string(),
  integrationKey: z.string(),
  status: z.enum(['PendingAuth', 'Linked', 'Unlinked', 'Deauthorized']),
  created: z.string(),
  lastSync: z.string().exactOptional(),
  /** Fingerprint of the credentials it was authorized with; only kept where a change of them deauthorizes. */
  linkedUnder: z.string().exactOptional(),
  errors: z.array(connectionError),
});

const storedCompany = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string().exactOptional(),
  created: z.string(),
  createdByUserName: z.string().exactOptional(),
  lastSync: z.string().exactOptional(),
  products: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  connections: z.array(storedConnection),
});

export const codatProfile = z.strictObject({
  name: z.string().min(1),
  redirectUrl: z.string().min(1),
  logoUrl: z.string().exactOptional(),
  iconUrl: z.string().exactOptional(),
  whiteListUrls: z.array(z.url()).exactOptional(),
  confirmCompanyName: z.boolean().exactOptional(),
});

export const emulatorModes = z.strictObject({
  maskCredentials: z.boolean(),
  refuseEnablement: z.boolean(),
  enableOnPut: z.boolean(),
});

export const emulatorState = z.strictObject({
  seed: z.string(),
  modes: emulatorModes,
  profile: codatProfile,
  enabled: z.record(z.string(), z.boolean()),
  credentials: z.record(z.string(), z.record(z.string(), z.string())),
  companies: z.record(z.string(), storedCompany),
});

export type StoredConnection = z.infer<typeof storedConnection>;
export type StoredCompany = z.infer<typeof storedCompany>;
export type ConnectionStatus = StoredConnection['status'];
export type CodatProfile = z.infer<typeof codatProfile>;
export type EmulatorModes = z.infer<typeof emulatorModes>;
export type EmulatorState = z.infer<typeof emulatorState>;

export const defaultModes: EmulatorModes = {
  maskCredentials: false,
  refuseEnablement: false,
  enableOnPut: false,
};

export function findCompany(state: EmulatorState, companyId: string): StoredCompany | null {
  // Own properties only: the id comes from a URL and may well say "constructor".
  return Object.hasOwn(state.companies, companyId) ? (state.companies[companyId] ?? null) : null;
}

export function findConnection(company: StoredCompany, connectionId: string): StoredConnection | null {
  return company.connections.find((connection) => connection.id === connectionId) ?? null;
}

/** "Active connected companies" in Codat's pricing and quota: those with at least one Linked connection. */
export function countConnectedCompanies(state: EmulatorState): number {
  let count = 0;
  for (const company of Object.values(state.companies)) {
    if (company.connections.some((connection) => connection.status === 'Linked')) count += 1;
  }
  return count;
}

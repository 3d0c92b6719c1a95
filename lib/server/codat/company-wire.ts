import 'server-only';

import { z } from 'zod';

// Companies and their connections, read as narrowly as the rest of Codat's answers. Each connection is read on its own:
// an unreadable one takes neither its company nor the others along, and is counted. An unknown status is kept as it is.
// A missing status is not "not linked", so such a connection can't be read.

const longestName = 1_000;

export const codatConnection = z.object({
  id: z.string().min(1).max(100),
  /** Left out by Codat where it has none to tell; the name is always there. */
  integrationKey: z.string().max(100).nullish().catch(null),
  platformName: z.string().max(200).catch(''),
  status: z.string().min(1).max(60),
  created: z.string().max(40).nullish().catch(null),
  lastSync: z.string().max(40).nullish().catch(null),
});

export const codatCompany = z.object({
  id: z.string().min(1).max(100),
  name: z.string().transform((name) => name.slice(0, longestName)),
  created: z.string().max(40).nullish().catch(null),
  lastSync: z.string().max(40).nullish().catch(null),
  dataConnections: z.unknown().optional(),
});

type Connections<Connection> = {
  readonly connections: readonly Connection[];
  /** How many connections can't be read; at least one where Codat sent no list of them at all. */
  readonly unreadableConnections: number;
};

export type CodatConnection = z.infer<typeof codatConnection>;
export type CodatCompany = Omit<z.infer<typeof codatCompany>, 'dataConnections'> &
  Connections<CodatConnection>;

export function parseCompany(raw: unknown): CodatCompany | null {
  const company = codatCompany.safeParse(raw).data;
  if (!company) return null;
  const { dataConnections, ...rest } = company;
  return { ...rest, ...readEach(dataConnections, (item) => codatConnection.safeParse(item).data ?? null) };
}

function readEach<Connection>(
  raw: unknown,
  parse: (raw: unknown) => Connection | null,
): Connections<Connection> {
  if (!Array.isArray(raw)) return { connections: [], unreadableConnections: 1 };
  const connections = raw.map(parse).filter((item) => item !== null);
  return { connections, unreadableConnections: raw.length - connections.length };
}

// The fields that only the page of one company needs. A link URL is sensitive: it stays out of every list.

const linkUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .nullish()
  .catch(null);
const text = (most: number) => z.string().max(most).nullish().catch(null);

export const connectionError = z.object({
  statusCode: text(20),
  statusText: text(200),
  errorMessage: text(2_000),
  erroredOnUtc: text(40),
  resolvedOnUtc: text(40),
  status: text(20),
});

export const connectionDetails = codatConnection.extend({
  sourceType: text(60),
  linkUrl,
  dataConnectionErrors: z.array(connectionError).max(1_000).nullish().catch(null),
});

export const companyDetails = codatCompany.extend({
  redirect: linkUrl,
  description: text(2_000),
  createdByUserName: text(200),
});

export type CodatConnectionDetails = z.infer<typeof connectionDetails>;
export type CodatCompanyDetails = Omit<z.infer<typeof companyDetails>, 'dataConnections'> &
  Connections<CodatConnectionDetails>;

export function parseConnectionDetails(raw: unknown): CodatConnectionDetails | null {
  return connectionDetails.safeParse(raw).data ?? null;
}

export function parseCompanyDetails(raw: unknown): CodatCompanyDetails | null {
  const company = companyDetails.safeParse(raw).data;
  if (!company) return null;
  const { dataConnections, ...rest } = company;
  return { ...rest, ...readEach(dataConnections, parseConnectionDetails) };
}

export const codatMade = codatCompany.pick({ id: true });

/** Returns the id of what Codat has just made, or null if it can't be read. */
export function parseId(raw: unknown): string | null {
  return codatMade.safeParse(raw).data?.id ?? null;
}

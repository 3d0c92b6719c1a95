import 'server-only';

import { z } from 'zod';

// Companies and their connections, read as narrowly as the rest of Codat's answers: one that can't be read does not
// take the others along, and a status that is new to us is kept as it is.

const codatConnection = z.object({
  id: z.string().min(1).max(100),
  /** Left out by Codat where it has none to tell; the name is always there. */
  integrationKey: z.string().max(100).nullish().catch(null),
  platformName: z.string().max(200).catch(''),
  status: z.string().max(60),
  created: z.string().max(40).nullish().catch(null),
  lastSync: z.string().max(40).nullish().catch(null),
});

const codatCompany = z.object({
  id: z.string().min(1).max(100),
  name: z.string().max(1_000),
  created: z.string().max(40).nullish().catch(null),
  lastSync: z.string().max(40).nullish().catch(null),
  dataConnections: z.array(codatConnection).nullish(),
});

export type CodatConnection = z.infer<typeof codatConnection>;
export type CodatCompany = Omit<z.infer<typeof codatCompany>, 'dataConnections'> & {
  readonly connections: readonly CodatConnection[];
};

export function parseCompany(raw: unknown): CodatCompany | null {
  const company = codatCompany.safeParse(raw).data;
  if (!company) return null;
  const { dataConnections, ...rest } = company;
  return { ...rest, connections: dataConnections ?? [] };
}

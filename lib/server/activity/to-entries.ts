import 'server-only';

import { z } from 'zod';
import { actionNameOf, activityOutcomes } from '@/lib/activity/activity-names';
import type { ActivityEntry, ActivityEntryView } from '@/lib/activity/views';
import { findIntegration } from '@/lib/integrations/registry';
import { database } from '../db/database';
import type { ActivityRow, DisruptiveChange } from '../db/schema';
import type { ChainName, ChainNames } from './list-chains';
import { listRowsOfOperations } from './list-rows';

const detailsSchema = z.record(z.string(), z.unknown()).catch({});
const companies = z.union([z.number(), z.literal('unknown')]);

/** Joins each row with the other row of its operation, and with the customers that it deauthorized. */
export async function toEntries(rows: readonly ActivityRow[], chains: ChainNames): Promise<ActivityEntry[]> {
  const operations = rows.flatMap(({ operation_id }) => operation_id ?? []);
  const [related, changes] = await Promise.all([listRowsOfOperations(operations), listChanges(operations)]);
  return rows.map((row) => {
    const both = related.filter(({ operation_id }) => operation_id === row.operation_id);
    const begun = both.find(({ phase }) => phase !== 'outcome') ?? row;
    const ended = both.find(({ phase }) => phase !== 'intent') ?? (row.phase === 'intent' ? null : row);
    const change = changes.find(({ id }) => id === row.operation_id);
    return toEntry({ begun, ended, change }, chains.get(row.chain_id));
  });
}

type Rows = {
  readonly begun: ActivityRow;
  readonly ended: ActivityRow | null;
  readonly change: DisruptiveChange | undefined;
};

function toEntry({ begun, ended, change }: Rows, chain: ChainName | undefined): ActivityEntry {
  const details = { ...parseDetails(begun), ...(ended && parseDetails(ended)) };
  const { company, platform, count } = details;
  const definition = begun.integration_key === null ? null : findIntegration(begun.integration_key);
  return {
    id: `${begun.chain_id}.${begun.seq}`,
    seq: begun.seq,
    instance: chain?.instance ?? null,
    removed: chain?.removed ?? null,
    at: begun.at,
    actor: begun.actor,
    action: actionNameOf(begun.action),
    rawAction: begun.action,
    integration: definition?.name ?? begun.integration_key ?? String(platform ?? ''),
    company: String(company ?? ''),
    count: Number(count ?? 0),
    companies: companies.safeParse(details.companies).data ?? null,
    reconnect:
      definition && change && change.company_count !== 0
        ? { change: change.id, key: definition.key, category: definition.category }
        : null,
    outcome: activityOutcomes.find((known) => known === ended?.outcome) ?? 'pending',
  };
}

/** Returns one entry with all of its rows. */
export async function toEntryView(row: ActivityRow, chains: ChainNames): Promise<ActivityEntryView> {
  const { operation_id } = row;
  const [[entry], rows] = await Promise.all([
    toEntries([row], chains),
    operation_id === null ? [row] : listRowsOfOperations([operation_id]),
  ]);
  if (!entry) throw new Error('an activity row without an entry');
  const details: Record<string, unknown> = Object.assign({}, ...rows.map(parseDetails));
  const { codat, vault, correlationId } = details;
  return {
    entry,
    phases: rows.map((part) => ({
      seq: part.seq,
      at: part.at,
      actor: part.actor,
      phase: part.phase,
      outcome: part.outcome,
      details: Object.entries(parseDetails(part)).map(([name, value]) => ({ name, value: String(value) })),
    })),
    fields: [codat, vault].flatMap((names) => (typeof names === 'string' && names ? names.split(', ') : [])),
    operation: operation_id,
    correlationId: typeof correlationId === 'string' ? correlationId : null,
  };
}

/** Returns nothing for details that another hand has spoiled; the verifier names their row. */
export function parseDetails({ details }: Pick<ActivityRow, 'details'>): Record<string, unknown> {
  try {
    return detailsSchema.parse(JSON.parse(details));
  } catch {
    return {};
  }
}

async function listChanges(operations: readonly string[]): Promise<DisruptiveChange[]> {
  if (operations.length === 0) return [];
  return database()
    .selectFrom('disruptive_changes')
    .selectAll()
    .where('id', 'in', operations)
    .where('applied_at', 'is not', null)
    .execute();
}

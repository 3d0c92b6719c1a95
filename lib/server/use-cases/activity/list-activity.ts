import 'server-only';

import { z } from 'zod';
import { findIntegration } from '@/lib/integrations/registry';
import type { HistoryEntry } from '@/lib/integrations/views';
import { forViewer } from '../../auth/guard';
import { database } from '../../db/database';
import { requireInstance } from '../../instances/find-instance';

const shownActions = {
  'integration.enable': 'enable',
  'integration.disable': 'disable',
  'integration.retry-enablement': 'retry-enablement',
  'settings.save': 'save',
  'settings.keep-outside': 'keep-outside',
  'key.compared': 'compare-key',
  'credentials.test': 'test',
  'instance.allow-tests': 'allow-tests',
  'instance.forbid-tests': 'forbid-tests',
  'instance.edited': 'edit-instance',
  'instance.key-replaced': 'replace-key',
  'instance.connection-tested': 'test-connection',
  'webhooks.secret-set': 'webhooks-secret-set',
  'webhooks.secret-removed': 'webhooks-secret-removed',
  'company.create': 'create-company',
  'company.delete': 'delete-company',
  'connection.create': 'create-connection',
  'connection.unlink': 'unlink-connection',
  'connection.delete': 'delete-connection',
  'companies.export': 'export-companies',
  'links.read': 'read-links',
  'settings.delete': 'delete',
  'companies.export-linked': 'export-linked',
  'companies.export-reconnect': 'export-reconnect',
} as const;
const shownOutcomes = [
  ...(['applied', 'not-applied', 'refused', 'superseded', 'unknown'] as const),
  ...(['passed', 'failed', 'untestable', 'cancelled'] as const),
  ...(['same-key', 'another-key'] as const),
] as const;

const counted = z.object({ companies: z.union([z.number(), z.literal('unknown')]) });

const inputSchema = z.object({ instance: z.string().max(60), key: z.string().max(100).optional() });
const most = 100;

/** Returns the latest changes of an instance or integration, with an intent and its outcome as one line. */
export const listActivity = forViewer(
  'activity:read',
  inputSchema,
  async (_viewer, input): Promise<HistoryEntry[]> => {
    const instance = await requireInstance(input.instance);
    const rows = await database()
      .selectFrom('activity as begun')
      .leftJoin('activity as ended', (join) =>
        join.onRef('ended.operation_id', '=', 'begun.operation_id').on('ended.phase', '=', 'outcome'),
      )
      .leftJoin('disruptive_changes as breaking', (join) =>
        join.onRef('breaking.id', '=', 'begun.operation_id').on('breaking.applied_at', 'is not', null),
      )
      .select(['begun.seq', 'begun.at', 'begun.actor', 'begun.action', 'begun.integration_key'])
      .select(['begun.phase', 'begun.outcome', 'begun.details', 'ended.outcome as ended_outcome'])
      .select(['breaking.id as change', 'breaking.company_count'])
      .where('begun.chain_id', '=', instance.id)
      .where('begun.phase', '!=', 'outcome')
      .$if(input.key !== undefined, (query) => query.where('begun.integration_key', '=', input.key ?? ''))
      .orderBy('begun.seq', 'desc')
      .limit(most)
      .execute();
    return rows.flatMap((row) => {
      const action = shownActions[row.action as keyof typeof shownActions];
      const outcome = row.phase === 'intent' ? row.ended_outcome : row.outcome;
      if (!action) return [];
      const { company, platform, count } = JSON.parse(row.details) as Record<string, unknown>;
      const definition = row.integration_key === null ? null : findIntegration(row.integration_key);
      return {
        id: String(row.seq),
        at: row.at,
        actor: row.actor,
        action,
        integration: definition?.name ?? row.integration_key ?? String(platform ?? ''),
        company: String(company ?? ''),
        count: Number(count ?? 0),
        companies: companiesIn(row.details),
        reconnect:
          definition && row.change !== null && row.company_count !== 0
            ? { change: row.change, key: definition.key, category: definition.category }
            : null,
        outcome: shownOutcomes.find((known) => known === outcome) ?? 'pending',
      };
    });
  },
);

function companiesIn(details: string): HistoryEntry['companies'] {
  return counted.safeParse(JSON.parse(details)).data?.companies ?? null;
}

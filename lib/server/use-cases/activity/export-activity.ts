import 'server-only';

import { z } from 'zod';
import {
  type ActivityQuery,
  fromActivityQuery,
  isNarrowed,
  toActivityQuery,
} from '@/lib/activity/activity-query';
import { type Actor, actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { type ExportHeader, signHeader, toJsonLines } from '../../activity/export-format';
import { exportChains, exportFiltered, listHeads } from '../../activity/export-rows';
import { type ChainNames, listChainsOf, nameInstance } from '../../activity/list-chains';
import { recordActivity } from '../../activity/record';
import { parseDetails } from '../../activity/to-entries';
import { toFilter } from '../../activity/to-filter';
import { forViewer } from '../../auth/guard';
import type { ActivityRow } from '../../db/schema';
import { requireInstance } from '../../instances/find-instance';
import { searchParams } from './list-activity';

const formats = ['csv', 'jsonl'] as const;
const format = z.enum(formats);

export type ExportedRow = {
  readonly at: number;
  readonly actor: string;
  readonly userId: string | null;
  /** The slug of the instance, of one that was removed with its id; null for the installation itself. */
  readonly instance: string | null;
  readonly seq: number;
  readonly action: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly integration: string | null;
  readonly operation: string | null;
  readonly correlationId: string | null;
  readonly details: string;
};

export type ActivityExport = {
  readonly isWhole: boolean;
  /** One of the two is taken, once. */
  readonly jsonLines: () => AsyncGenerator<string>;
  readonly rows: () => AsyncGenerator<readonly ExportedRow[]>;
};

/** Exports the activity of an instance, filtered as on its page. It records who does, before any data leaves. */
export const exportActivity = forViewer(
  'activity:read',
  z.object({ instance: z.string().max(60), format, searchParams }),
  async (viewer, input): Promise<ActivityExport> => {
    const instance = await requireInstance(input.instance);
    const query = { ...toActivityQuery(input.searchParams), instance: '', after: null };
    const chains = nameInstance(instance);
    return startExport({ actor: actorOf(viewer), chain: instance.id, chains, query, format: input.format });
  },
);

/** Exports the activity of the installation and of every instance, on the same terms. */
export const exportAllActivity = forViewer(
  'activity:read-all',
  z.object({ format, searchParams }),
  async (viewer, input): Promise<ActivityExport> => {
    const query = { ...toActivityQuery(input.searchParams), after: null };
    const chains = await listChainsOf(query.instance);
    const actor = actorOf(viewer);
    return startExport({ actor, chain: installationChain, chains, query, format: input.format });
  },
);

type Start = {
  readonly actor: Actor;
  /** The chain that records the export. */
  readonly chain: string;
  readonly chains: ChainNames;
  readonly query: ActivityQuery;
  readonly format: (typeof formats)[number];
};

async function startExport({ actor, chain, chains, query, format }: Start): Promise<ActivityExport> {
  const filters = Object.entries(fromActivityQuery(query)).filter(
    (filter): filter is [string, string] => filter[1] !== undefined,
  );
  await recordActivity({
    chain,
    actor,
    action: 'activity.export',
    phase: 'event',
    outcome: 'applied',
    details: { format, ...Object.fromEntries(filters) },
  });
  const ids = [...chains.keys()];
  // One instance is a chain of its own, so that choosing it leaves the export whole.
  const isWhole = !isNarrowed({ ...query, instance: '' });
  // Nor does it name a chain that was removed with its instance, which the export of all reveals.
  const isEveryChain = chain === installationChain && query.instance === '';
  const ends = isWhole ? await listHeads(ids, isEveryChain) : { heads: [], isProven: true };
  const batches = isWhole ? exportChains(ends.heads) : exportFiltered(await toFilter(query, ids));
  const filter: ExportHeader['filter'] = isWhole ? null : Object.fromEntries(filters);
  return {
    isWhole,
    jsonLines: () => toJsonLines(signHeader(filter, ends, Date.now()), batches),
    rows: async function* () {
      for await (const rows of batches) yield rows.map((row) => toExportedRow(row, chains));
    },
  };
}

function toExportedRow(row: ActivityRow, chains: ChainNames): ExportedRow {
  const { correlationId } = parseDetails(row);
  const { instance, removed } = chains.get(row.chain_id) ?? { instance: row.chain_id, removed: null };
  return {
    at: row.at,
    actor: row.actor,
    userId: row.actor_id,
    seq: row.seq,
    instance: removed ? `${removed.slug} (${removed.id})` : instance,
    action: row.action,
    phase: row.phase,
    outcome: row.outcome,
    integration: row.integration_key,
    operation: row.operation_id,
    correlationId: typeof correlationId === 'string' ? correlationId : null,
    details: row.details,
  };
}

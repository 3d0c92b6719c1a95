import 'server-only';

import { createHash, createHmac, type Hash } from 'node:crypto';
import { z } from 'zod';
import type { ActivityRow } from '../db/schema';
import { chainKey, installationChain } from './chain';
import type { ExportHeads } from './export-rows';

// An export as lines of JSON: a header, every row with all of its columns, and an end. The header and the end have MACs, so
// that its verification offline shows whether it is what Switchboard exported, whole or filtered.

export const exportFormat = 'switchboard-activity';
/** Version 2 says where a chain begins that was purged. */
export const exportVersion = 2;

const rowHead = z.object({ seq: z.number().int(), hash: z.string() });

export const headerSchema = z.object({
  format: z.literal(exportFormat),
  version: z.literal([1, exportVersion]),
  at: z.number().int(),
  /** Null if the export holds whole chains, which end with these heads. */
  filter: z.record(z.string(), z.string()).nullable(),
  heads: z.array(z.object({ chain: z.string(), start: rowHead.optional(), ...rowHead.shape })).readonly(),
  /** There if the log's checkpoint of all chains was missing or forged. */
  isUnproven: z.literal(true).optional(),
  mac: z.string(),
});
export type ExportHeader = z.infer<typeof headerSchema>;

const text = z.string();
const whole = z.number().int();
export const rowSchema = z.strictObject({
  chain_id: text,
  seq: whole,
  version: whole,
  at: whole,
  actor: text,
  actor_id: text.nullable(),
  action: text,
  phase: z.enum(['intent', 'outcome', 'event']),
  operation_id: text.nullable(),
  integration_key: text.nullable(),
  outcome: text.nullable(),
  details: text,
  previous_hash: text,
  hash: text,
});

export const endSchema = z.strictObject({ end: whole, mac: text });

export function signHeader(
  filter: ExportHeader['filter'],
  { heads, isProven }: ExportHeads,
  at: number,
): ExportHeader {
  const header: Omit<ExportHeader, 'mac'> = {
    format: exportFormat,
    version: exportVersion,
    at,
    filter,
    heads: heads.map(({ chain, seq, hash, start }) => ({ chain, seq, hash, start })),
    ...(isProven ? {} : { isUnproven: true as const }),
  };
  return { ...header, mac: headerMac(header) };
}

export function headerMac(header: Omit<ExportHeader, 'mac'>): string {
  const { format, version, at, filter, heads, isUnproven } = header;
  const ends = heads.map(({ chain, seq, hash, start }) => [
    ...[chain, seq, hash],
    ...(start ? [start.seq, start.hash] : []),
  ]);
  const parts = ['export', format, version, at, filter && Object.entries(filter), ends];
  return mac(isUnproven ? [...parts, 'unproven'] : parts);
}

/** Digests the rows as they pass, in their order. */
export class ExportDigest {
  readonly #hash: Hash = createHash('sha256');
  #rows = 0;

  add(row: Pick<ActivityRow, 'hash'>): void {
    this.#hash.update(`${row.hash}\n`);
    this.#rows += 1;
  }

  /** May be called once. */
  end(header: Pick<ExportHeader, 'mac'>): z.infer<typeof endSchema> {
    return { end: this.#rows, mac: mac(['export-end', header.mac, this.#rows, this.#hash.digest('hex')]) };
  }
}

export async function* toJsonLines(
  header: ExportHeader,
  batches: AsyncIterable<readonly ActivityRow[]>,
): AsyncGenerator<string> {
  const digest = new ExportDigest();
  yield `${JSON.stringify(header)}\n`;
  for await (const rows of batches) {
    for (const row of rows) digest.add(row);
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
  yield `${JSON.stringify(digest.end(header))}\n`;
}

function mac(parts: readonly unknown[]): string {
  return createHmac('sha256', chainKey(installationChain)).update(JSON.stringify(parts)).digest('hex');
}

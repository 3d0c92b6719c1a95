import 'server-only';

import type { z } from 'zod';
import type { AnchoredChain } from './anchored-heads';
import { type ChainHead, chainKey, firstHash, hashRow, installationChain } from './chain';
import {
  ExportDigest,
  type ExportHeader,
  endSchema,
  headerMac,
  headerSchema,
  rowSchema,
} from './export-format';

// Proves an exported file without the database, by `activity.key`. A row that was edited is named by its own hash; one
// that is missing, added or moved by the order of its chain or, in a filtered export, by the end of the file.

export type ExportTrouble =
  /** Not an export, or its first line was changed, or another installation made it. */
  | 'header'
  /** A row was changed, or is no row. */
  | 'row'
  /** A row is missing, or others are in its place. */
  | 'order'
  /** The file ends before the export did. */
  | 'cut'
  /** Rows of a filtered export were removed, added or moved. */
  | 'end'
  /** Lines follow after the end. */
  | 'after-end'
  /** The log had no genuine checkpoint of all chains when it was exported, so that an end may have been cut before. */
  | 'no-checkpoint'
  /** The file proves itself, but an anchor has recorded another row. */
  | 'anchor'
  /** The file proves itself, but an anchor of before it was made has recorded a longer chain. */
  | 'anchor-end';

export type ExportVerdict = {
  readonly isWhole: boolean;
  readonly exportedAt: number | null;
  readonly chains: readonly { readonly chain: string; readonly rows: number }[];
  /** The first line that is wrong or missing, with the row that it is or should be. */
  readonly trouble: {
    readonly kind: ExportTrouble;
    readonly line: number;
    readonly chain: string | null;
    readonly seq: number | null;
  } | null;
};

type ExportedRow = z.infer<typeof rowSchema>;

/** A server's clock and the database's, which dates the anchors, may differ by that. */
const clocksDifferMs = 5 * 60_000;

export async function verifyExport(
  lines: AsyncIterable<string>,
  anchored: ReadonlyMap<string, AnchoredChain> = new Map(),
): Promise<ExportVerdict> {
  const counts = new Map<string, number>();
  let header: ExportHeader | null = null;
  let order: ChainOrder | null = null;
  const digest = new ExportDigest();
  let line = 0;
  let isEnded = false;
  const verdict = (kind: ExportTrouble | null, chain: string | null = null, seq: number | null = null) => ({
    isWhole: header?.filter === null,
    exportedAt: header?.at ?? null,
    chains: [...counts].map(([name, rows]) => ({ chain: name, rows })),
    trouble: kind && { kind, line, chain, seq },
  });

  for await (const text of lines) {
    line += 1;
    const value = parseJson(text);
    if (!header) {
      const parsed = headerSchema.safeParse(value);
      if (!parsed.success || parsed.data.mac !== headerMac(parsed.data)) return verdict('header');
      header = parsed.data;
      order = header.filter === null ? new ChainOrder(header.heads) : null;
      continue;
    }
    if (isEnded) return verdict('after-end');
    const end = endSchema.safeParse(value);
    if (end.success) {
      const missing = order?.next();
      if (missing) return verdict('order', missing.chain, missing.seq);
      const expected = digest.end(header);
      if (end.data.mac !== expected.mac || end.data.end !== expected.end) return verdict('end');
      const longer = findLonger(header, anchored);
      if (longer) return verdict('anchor-end', longer.chain, longer.seq);
      isEnded = true;
      continue;
    }
    const { data: row } = rowSchema.safeParse(value);
    const expected = order?.next() ?? { chain: row?.chain_id ?? null, seq: row?.seq ?? null };
    if (!row || !isGenuine(row)) return verdict('row', expected.chain, expected.seq);
    if (order && !order.accept(row)) {
      const wrong = order.isBehindEnd(row) ? { chain: row.chain_id, seq: row.seq } : expected;
      return verdict('order', wrong.chain, wrong.seq);
    }
    const anchor = anchored.get(row.chain_id)?.get(row.seq);
    if (anchor && anchor.hash !== row.hash) return verdict('anchor', row.chain_id, row.seq);
    digest.add(row);
    counts.set(row.chain_id, (counts.get(row.chain_id) ?? 0) + 1);
  }
  if (isEnded && header?.isUnproven) {
    line = 1;
    return verdict('no-checkpoint', installationChain);
  }
  if (isEnded) return verdict(null);
  line += 1;
  const missing = order?.next() ?? null;
  return verdict(header ? 'cut' : 'header', missing?.chain, missing?.seq);
}

const beginning: ChainHead = { seq: 0, hash: firstHash };

/** Follows whole chains: each begins with its first row, and ends with the head that the header names. */
class ChainOrder {
  readonly #heads: ExportHeader['heads'];
  #at = -1;
  #last: ChainHead = beginning;

  constructor(heads: ExportHeader['heads']) {
    this.#heads = heads.filter(({ seq, start = beginning }) => seq > start.seq);
    this.#turn();
  }

  /** Returns the row that has to come next. */
  next(): { chain: string; seq: number } | null {
    const head = this.#heads[this.#at];
    return head ? { chain: head.chain, seq: this.#last.seq + 1 } : null;
  }

  accept(row: ExportedRow): boolean {
    const head = this.#heads[this.#at];
    const fits =
      row.chain_id === head?.chain && row.seq === this.#last.seq + 1 && row.previous_hash === this.#last.hash;
    if (!fits || (row.seq === head.seq && row.hash !== head.hash)) return false;
    this.#last = { seq: row.seq, hash: row.hash };
    if (row.seq === head.seq) this.#turn();
    return true;
  }

  isBehindEnd({ chain_id, seq }: ExportedRow): boolean {
    const head = this.#heads.find(({ chain }) => chain === chain_id);
    return !head || seq > head.seq;
  }

  #turn(): void {
    this.#at += 1;
    this.#last = this.#heads[this.#at]?.start ?? beginning;
  }
}

function findLonger(header: ExportHeader, anchored: ReadonlyMap<string, AnchoredChain>) {
  for (const { chain, seq: end } of header.filter === null ? header.heads : []) {
    for (const [seq, { at }] of anchored.get(chain) ?? []) {
      if (seq > end && at < header.at - clocksDifferMs) return { chain, seq: end + 1 };
    }
  }
  return null;
}

function isGenuine(row: ExportedRow): boolean {
  return row.hash === hashRow(chainKey(row.chain_id), row);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

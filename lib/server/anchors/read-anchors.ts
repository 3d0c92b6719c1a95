import 'server-only';

import type { Anchored, AnchoredChain } from '../activity/anchored-heads';
import { database } from '../db/database';
import { type Anchor, digestOf, parseAnchor } from './anchor';
import { isAnchorFileThere } from './anchor-file';

// Reads what a file of anchors proves. One that is damaged still proves by the lines that are genuine.

export type AnchorsTrouble =
  /** The line was changed, or another installation made it. */
  | 'line'
  /** Lines before it are missing. */
  | 'gap'
  /** Its number was given before: the database was moved back to before that. */
  | 'back'
  /** The file ends before the last anchor of the database. */
  | 'short'
  /** The database has made anchors, and there is no file. */
  | 'missing';

export type AnchorsVerdict = {
  readonly anchored: ReadonlyMap<string, AnchoredChain>;
  readonly first: Anchor | null;
  readonly last: Anchor | null;
  readonly trouble: {
    readonly kind: AnchorsTrouble;
    readonly line: number;
    readonly number: number | null;
  } | null;
};

export async function readAnchors(lines: AsyncIterable<string>): Promise<AnchorsVerdict> {
  const anchored = new Map<string, Map<number, Anchored>>();
  let trouble: AnchorsVerdict['trouble'] = null;
  let first: Anchor | null = null;
  let last: { anchor: Anchor; digest: string } | null = null;
  let line = 0;
  for await (const text of lines) {
    line += 1;
    const anchor = parseAnchor(text);
    if (!anchor) {
      trouble ??= { kind: 'line', line, number: last ? last.anchor.number + 1 : null };
      continue;
    }
    const kind = last && judge(anchor, last);
    if (kind) trouble ??= { kind, line, number: anchor.number };
    add(anchored, anchor);
    first ??= anchor;
    last = { anchor, digest: digestOf(text) };
  }
  return { anchored, first, last: last?.anchor ?? null, trouble };
}

function judge(anchor: Anchor, last: { readonly anchor: Anchor; readonly digest: string }) {
  if (anchor.number <= last.anchor.number) return 'back';
  return anchor.number > last.anchor.number + 1 || anchor.previous !== last.digest ? 'gap' : null;
}

/** The first anchor that has recorded a row counts; a later one can only agree with it. */
function add(anchored: Map<string, Map<number, Anchored>>, { number, at, heads }: Anchor): void {
  for (const [chain, seq, hash] of heads) {
    const ofChain = anchored.get(chain) ?? new Map<number, Anchored>();
    anchored.set(chain, ofChain);
    if (!ofChain.has(seq)) ofChain.set(seq, { hash, number, at });
  }
}

/** The number of the last anchor that must be in the file; 0 if there is none. The file is written a moment later. */
export async function lastFiledNumber(): Promise<number> {
  const row = await database()
    .selectFrom('activity_anchors')
    .select((db) => db.fn.max('number').as('number'))
    .where('attempts', '>', 0)
    .executeTakeFirst();
  return row?.number ?? 0;
}

/** Compares the end of the file with what the database has made. */
export function judgeLength(verdict: AnchorsVerdict, filed: number): AnchorsVerdict {
  const last = verdict.last?.number ?? 0;
  if (verdict.trouble || last >= filed) return verdict;
  return { ...verdict, trouble: { kind: 'short', line: 0, number: last + 1 } };
}

/** For a database whose anchors are nowhere to be found. */
export function missingAnchors(filed: number): AnchorsVerdict | null {
  if (filed === 0 || isAnchorFileThere()) return null;
  const trouble = { kind: 'missing', line: 0, number: 1 } as const;
  return { anchored: new Map(), first: null, last: null, trouble };
}

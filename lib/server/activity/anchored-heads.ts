import 'server-only';

import type { ChainHead } from './chain';

// Anchors say which rows a chain had under which numbers. It must hold each of them.

export type Anchored = {
  readonly hash: string;
  /** The number and the time of the anchor. */
  readonly number: number;
  readonly at: number;
};

/** Rows that were anchored, by their numbers. */
export type AnchoredChain = ReadonlyMap<number, Anchored>;

export const noAnchors: AnchoredChain = new Map();

type Extent = { readonly first: ChainHead; readonly end: ChainHead };

/** Returns the earliest disagreement that following the rows can't show: a row behind the end, or the last one purged. */
export function findUnreached(
  anchored: AnchoredChain,
  { first, end }: Extent,
): { readonly brokenAt: number; readonly anchor: Anchored } | null {
  const last = anchored.get(first.seq);
  if (last && first.seq > 0 && last.hash !== first.hash) return { brokenAt: first.seq, anchor: last };
  const longer = [...anchored].find(([seq]) => seq > end.seq);
  return longer ? { brokenAt: end.seq + 1, anchor: longer[1] } : null;
}

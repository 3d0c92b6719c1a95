import 'server-only';

import type { ChainHead } from './chain';

// What anchors say of one chain: under which numbers it had which rows. A chain must hold each of them.

export type Anchored = {
  readonly hash: string;
  /** The number and the time of the anchor. */
  readonly number: number;
  readonly at: number;
};

/** By the number of the row. */
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

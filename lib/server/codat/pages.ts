import 'server-only';

import type { CodatHttp } from './http';
import { type CodatPage, parsePage } from './wire';

// Codat's lists, a page at a time or whole. How much is asked for follows from what has come, never from a number that
// Codat sends: a total says whether the list adds up, and how many pages may be asked for at once.

export type PageOptions = { readonly page: number; readonly pageSize: number; readonly orderBy?: string };

/** Called after every page: how many items have come, of how many; null where Codat has said nothing usable. */
export type CountProgress = (progress: { readonly done: number; readonly total: number | null }) => void;

export type WholeList<Item> = {
  readonly items: readonly Item[];
  /** The total that each page stated; null if one stated nothing usable. */
  readonly total: number | null;
};

/** A page of 2,000 companies is some 5 MiB. */
const mostBytesOfPage = 32 * 1024 * 1024;

export async function readPage(
  { read }: Pick<CodatHttp, 'read'>,
  path: string,
  wish: PageOptions,
): Promise<CodatPage> {
  return parsePage(await read(path, { searchParams: wish, mostBytes: mostBytesOfPage }));
}

type Listing<Item> = {
  readonly readPage: (page: number) => Promise<CodatPage>;
  readonly pageSize: number;
  readonly maxPages: number;
  readonly concurrency: number;
  /** Returns what is kept of one page's items; the rest of the page is dropped at once. */
  readonly keep: (results: readonly unknown[]) => readonly Item[];
  readonly onProgress?: CountProgress;
};

/**
 * Every page that the total leads to, several at once as long as pages are full, and beyond it while they are. An empty page
 * is the last one, whatever the total says; of a list longer than `maxPages` the total is null.
 */
export async function readWhole<Item>(listing: Listing<Item>): Promise<WholeList<Item>> {
  const { pageSize, maxPages, concurrency, keep, onProgress = () => {} } = listing;
  const kept = new Map<number, readonly Item[]>();
  let total: number | null = 0;
  let done = 0;
  let next = 1;
  let isEmpty = false;
  let isFull = true;

  const readNext = async () => {
    const page = next;
    next += 1;
    const answer = await listing.readPage(page);
    const { length } = answer.results;
    kept.set(page, keep(answer.results));
    done += length;
    if (length === 0) isEmpty = true;
    if (length < pageSize) isFull = false;
    total = total === null || answer.total === null ? null : Math.max(total, answer.total);
    onProgress({ done, total });
  };
  const readUpTo = async (last: number) => {
    while (!isEmpty && next <= last) await readNext();
  };

  await readNext();
  if (total !== null) {
    const last = Math.min(maxPages, Math.ceil(total / pageSize));
    await Promise.all(Array.from({ length: isFull ? concurrency : 1 }, () => readUpTo(last)));
  }
  while (isFull && done !== total && next <= maxPages) await readNext();
  const items = [...kept].sort(([one], [other]) => one - other).flatMap(([, some]) => some);
  return { items, total: isFull && next > maxPages && done !== total ? null : total };
}

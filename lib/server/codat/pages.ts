import 'server-only';

import type { CodatHttp } from './http';
import { type CodatPage, mostListed, parsePage } from './wire';

// Codat's lists, a page at a time or whole. How much is asked for follows from what has come, never from a number that
// Codat sends: a total says whether the list adds up, and how many pages may be asked for at once.

export type PageWish = { readonly page: number; readonly pageSize: number; readonly orderBy?: string };

/** Called after every page: how many items have come, of how many; null where Codat has said nothing usable. */
export type CountProgress = (progress: { readonly done: number; readonly total: number | null }) => void;

export type WholeList<Item> = {
  readonly items: readonly Item[];
  /** What each page stated; null where one stated nothing usable. */
  readonly total: number | null;
};

/** A page of 2,000 companies is some 5 MiB. */
const mostBytesOfPage = 32 * 1024 * 1024;

export async function readPage(
  { read }: Pick<CodatHttp, 'read'>,
  path: string,
  wish: PageWish,
): Promise<CodatPage> {
  return parsePage(await read(path, { searchParams: wish, mostBytes: mostBytesOfPage }));
}

type Listing<Item> = {
  readonly readPage: (page: number) => Promise<CodatPage>;
  readonly pageSize: number;
  readonly callsAtOnce: number;
  /** Of the items of one page what is kept; the rest of the page is let go at once. */
  readonly keep: (results: readonly unknown[]) => readonly Item[];
  readonly onProgress?: CountProgress;
};

/**
 * Every page up to the first that is not full, several at once as far as the total leads, one by one beyond it. No more
 * than `mostListed` items: of a longer list the total is null.
 */
export async function readWhole<Item>(listing: Listing<Item>): Promise<WholeList<Item>> {
  const { pageSize, callsAtOnce, keep, onProgress = () => {} } = listing;
  const mostPages = Math.ceil(mostListed / pageSize);
  const kept = new Map<number, readonly Item[]>();
  let total: number | null = 0;
  let done = 0;
  let next = 1;
  let isOver = false;

  const readOn = async (atOnce: number, last: number) => {
    const worker = async () => {
      while (!isOver && next <= last) {
        const page = next;
        next += 1;
        const answer = await listing.readPage(page);
        kept.set(page, keep(answer.results));
        done += answer.results.length;
        if (answer.results.length < pageSize) isOver = true;
        total = total === null || answer.total === null ? null : Math.max(total, answer.total);
        onProgress({ done, total });
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, last) }, worker));
  };

  await readOn(1, 1);
  if (total !== null) await readOn(callsAtOnce, Math.min(mostPages, Math.ceil(total / pageSize)));
  if (done !== total) await readOn(1, mostPages);
  const items = [...kept].sort(([one], [other]) => one - other).flatMap(([, some]) => some);
  return { items, total: isOver || done === total ? total : null };
}

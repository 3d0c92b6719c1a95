import 'server-only';

import { AsyncLocalStorage } from 'node:async_hooks';

// Values kept for one run of a use-case, by a page, an action or a command alike. React's cache() serves pages alone.

const memos = new AsyncLocalStorage<Map<string, Promise<unknown>>>();

export function withMemo<Result>(run: () => Promise<Result>): Promise<Result> {
  return memos.run(new Map(), run);
}

/** Returns what this run has made under the name already. A failure isn't kept; outside a run nothing is. */
export function oncePerRun<Value>(name: string, make: () => Promise<Value>): Promise<Value> {
  const memo = memos.getStore();
  if (!memo) return make();
  const known = memo.get(name) as Promise<Value> | undefined;
  if (known) return known;
  const made = make();
  memo.set(name, made);
  made.catch(() => memo.delete(name));
  return made;
}

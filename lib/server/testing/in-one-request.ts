import * as React from 'react';

/** Runs the work as one page rendered by React, with a cache that lasts as long as the request. */
export async function inOneRequest<Result>(work: () => Promise<Result>): Promise<Result> {
  const internals: { A: unknown } = Reflect.get(
    React,
    '__SERVER_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE',
  );
  const kept = new Map<unknown, unknown>();
  const getCacheForType = (make: () => unknown) => {
    if (!kept.has(make)) kept.set(make, make());
    return kept.get(make);
  };
  internals.A = { getCacheForType };
  try {
    return await work();
  } finally {
    internals.A = null;
  }
}

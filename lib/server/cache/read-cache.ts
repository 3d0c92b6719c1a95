import 'server-only';

import type { CodatClient } from '../codat/client';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { AppError } from '../errors';
import { codatClientFor } from '../instances/codat-client-for';
import { isSuperseded } from './connection-revision';

type Kept<Value> = {
  readonly revision: number;
  readonly connectionsRevision: number;
  readonly reading: Promise<Value>;
  /** The start of the reading; null while it is in progress. */
  readAt: number | null;
};

type Options = { readonly tracksConnections: boolean; readonly most?: number };

type Wanted = {
  readonly name: string;
  /** Accepts an entry of any age, unless a write has invalidated it. */
  readonly preferCached: boolean;
};

/** Readings by instance: a fresh one is shared, even while it is in progress; a failed one is forgotten. */
export class ReadCache<Value extends { readonly readAt: number }> {
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #tracksConnections: boolean;
  readonly #most: number;

  /** Beyond `most` the oldest are let go. */
  constructor({ tracksConnections, most = Number.POSITIVE_INFINITY }: Options) {
    this.#tracksConnections = tracksConnections;
    this.#most = most;
  }

  async take(
    instance: InstanceRow,
    { name, preferCached }: Wanted,
    read: (codat: CodatClient) => Promise<Value>,
  ): Promise<Value> {
    const slot = `${instance.id}/${name}`;
    const kept = this.#kept.get(slot);
    if (kept?.revision === instance.revision && (preferCached || this.#isFresh(kept, instance))) {
      return kept.reading;
    }

    const reading = codatClientFor(instance).then((codat) => withinPageTime(read(codat)));
    const entry: Kept<Value> = {
      revision: instance.revision,
      connectionsRevision: instance.connections_revision,
      reading,
      readAt: null,
    };
    this.#kept.delete(slot);
    this.#kept.set(slot, entry);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > this.#most) this.#kept.delete(oldest);
    try {
      const value = await reading;
      entry.readAt = value.readAt;
      return value;
    } catch (error) {
      if (this.#kept.get(slot) === entry) this.#kept.delete(slot);
      throw error;
    }
  }

  forget(instanceId: string): void {
    for (const slot of this.#kept.keys()) if (slot.startsWith(`${instanceId}/`)) this.#kept.delete(slot);
  }

  #isFresh(kept: Kept<Value>, instance: InstanceRow): boolean {
    if (this.#tracksConnections && isSuperseded(kept, instance)) return false;
    return kept.readAt === null || Date.now() - kept.readAt < env().snapshotAgeMs;
  }
}

/** Half of a page's time: a page reads the list and then the credentials. */
async function withinPageTime<Value>(reading: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('codat-unavailable', { reason: 'time-out' })),
      env().pageTimeoutMs / 2,
    );
  });
  try {
    return await Promise.race([reading, limit]);
  } finally {
    clearTimeout(timer);
  }
}

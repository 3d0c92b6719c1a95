import 'server-only';

import type { CodatClient } from '../codat/client';
import { isQuotaLow } from '../codat/quota';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { AppError } from '../errors';
import { codatClientFor } from '../instances/codat-client-for';
import { isSuperseded } from './connection-revision';

type Rules = {
  /** Whether webhooks about connections supersede a reading. */
  readonly tracksConnections: boolean;
  /** Whether a reading fails after half of a page's time: a page reads the list and then the credentials. */
  readonly hasTimeLimit: boolean;
  /** Evicts the oldest entry above this number. */
  readonly maxEntries?: number;
  /** Drops a finished reading after this time, or once Codat's quota is no longer nearly used up. */
  readonly dropAfterMs?: number;
};

type Listener<Progress> = (progress: Progress) => void;

type Wanted<Value, Progress> = {
  /** How old a finished reading may be; infinity accepts any, unless a write has invalidated it. */
  readonly maxAgeMs: number;
  readonly read: (codat: CodatClient, tell: Listener<Progress>) => Promise<Value>;
  readonly onProgress?: Listener<Progress>;
};

type Entry<Value, Progress> = {
  readonly revision: number;
  readonly connectionsRevision: number;
  readonly reading: Promise<Value>;
  readonly listeners: Set<Listener<Progress>>;
  progress: Progress | null;
  /** The start of the reading; null while it is in progress. */
  readAt: number | null;
};

/** Readings by instance and name: a fresh one is shared, even while it is in progress; a failed one is forgotten. */
export class ReadCache<Value extends { readonly readAt: number }, Progress = never> {
  readonly #entries = new Map<string, Entry<Value, Progress>>();
  readonly #rules: Rules;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  async take(instance: InstanceRow, name: string, wanted: Wanted<Value, Progress>): Promise<Value> {
    const { maxAgeMs, read, onProgress } = wanted;
    const entry = this.#findUsable(instance, name, maxAgeMs) ?? this.#begin(instance, name, read);
    if (!onProgress) return entry.reading;
    if (entry.progress !== null) onProgress(entry.progress);
    entry.listeners.add(onProgress);
    try {
      return await entry.reading;
    } finally {
      entry.listeners.delete(onProgress);
    }
  }

  /** Returns the reading that `take` would share now, or null if there is none. */
  find(instance: InstanceRow, name: string, maxAgeMs: number): Promise<Value> | null {
    return this.#findUsable(instance, name, maxAgeMs)?.reading ?? null;
  }

  forget(instanceId: string): void {
    for (const slot of this.#entries.keys()) {
      if (slot.startsWith(slotOf(instanceId, ''))) this.#entries.delete(slot);
    }
  }

  #findUsable(instance: InstanceRow, name: string, maxAgeMs: number): Entry<Value, Progress> | null {
    const entry = this.#entries.get(slotOf(instance.id, name));
    if (entry?.revision !== instance.revision) return null;
    // A request that accepts any age also accepts a superseded reading.
    if (entry.readAt === null || maxAgeMs === Number.POSITIVE_INFINITY) return entry;
    if (this.#rules.tracksConnections && isSuperseded(entry, instance)) return null;
    return Date.now() - entry.readAt < maxAgeMs ? entry : null;
  }

  #begin(instance: InstanceRow, name: string, read: Wanted<Value, Progress>['read']): Entry<Value, Progress> {
    const slot = slotOf(instance.id, name);
    const { hasTimeLimit, maxEntries = Number.POSITIVE_INFINITY } = this.#rules;
    const tell = (progress: Progress) => {
      entry.progress = progress;
      for (const listener of entry.listeners) listener(progress);
    };
    const entry: Entry<Value, Progress> = {
      revision: instance.revision,
      connectionsRevision: instance.connections_revision,
      reading: codatClientFor(instance).then((codat) =>
        hasTimeLimit ? withinPageTime(read(codat, tell)) : read(codat, tell),
      ),
      listeners: new Set(),
      progress: null,
      readAt: null,
    };
    this.#entries.delete(slot);
    this.#entries.set(slot, entry);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > maxEntries) this.#entries.delete(oldest);
    entry.reading.then(
      ({ readAt }) => {
        entry.readAt = readAt;
        this.#dropLater(slot, entry);
      },
      () => this.#drop(slot, entry),
    );
    return entry;
  }

  #drop(slot: string, entry: Entry<Value, Progress>): void {
    if (this.#entries.get(slot) === entry) this.#entries.delete(slot);
  }

  #dropLater(slot: string, entry: Entry<Value, Progress>): void {
    const { dropAfterMs } = this.#rules;
    if (dropAfterMs === undefined || this.#entries.get(slot) !== entry) return;
    const [instanceId = ''] = slot.split('/');
    setTimeout(() => {
      if (isQuotaLow(instanceId)) this.#dropLater(slot, entry);
      else this.#drop(slot, entry);
    }, dropAfterMs).unref();
  }
}

function slotOf(instanceId: string, name: string): string {
  return `${instanceId}/${name}`;
}

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

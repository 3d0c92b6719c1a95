import 'server-only';

import { setTimeout as delay } from 'node:timers/promises';
import { type Category, categories } from '@/lib/category';
import { hasSettings, type Integration, type ShownEnvironment } from '@/lib/integrations/define-integration';
import { findIntegration } from '@/lib/integrations/registry';
import { ReadCache } from '../cache/read-cache';
import type { CodatClient } from '../codat/client';
import { isQuotaLow } from '../codat/quota';
import type { CodatIntegration } from '../codat/wire';
import { fromCodat, type HeldSettings } from '../codat-mapping/held-settings';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { mapConcurrently } from '../map-concurrently';
import { processSingleton } from '../process-singleton';

// Codat's integrations for an instance, read once for all requests within a few seconds. Snapshots hold values derived
// from the credentials, never the credentials. A write by Switchboard raises the instance's revision, which every
// server reads with the instance, and so invalidates what each has cached.

export type HeldState =
  | {
      readonly kind: 'held';
      readonly configured: boolean;
      readonly environment: ShownEnvironment | null;
      /** Names of the fields that Codat holds a value for. */
      readonly fields: readonly string[];
    }
  | { readonly kind: 'unreadable' };

export type ListSnapshot = {
  readonly integrations: readonly CodatIntegration[];
  readonly unreadableItems: number;
  readonly addsUp: boolean;
  readonly readAt: number;
};

type HeldSnapshot = { readonly held: ReadonlyMap<string, HeldState>; readonly readAt: number };

export type CategorySnapshot = ListSnapshot & HeldSnapshot & { readonly isStale: boolean };

const readsAtOnce = 8;
const caches = processSingleton('integration-snapshots', () => ({
  list: new ReadCache<ListSnapshot>({ tracksConnections: true, hasTimeLimit: true }),
  held: new ReadCache<HeldSnapshot>({ tracksConnections: false, hasTimeLimit: true }),
}));

export async function readCategory(instance: InstanceRow, category: Category): Promise<CategorySnapshot> {
  const preferCached = isQuotaLow(instance.id);
  const askedAt = Date.now();
  const maxAgeMs = maxAgeOf(preferCached);
  const list = await caches.get().list.take(instance, 'list', { maxAgeMs, read: readList });
  const held = await caches.get().held.take(instance, category, {
    maxAgeMs,
    read: (codat) => readHeld(codat, list, category),
  });
  const readAt = Math.min(list.readAt, held.readAt);
  return { ...list, ...held, readAt, isStale: preferCached && askedAt - readAt > env().snapshotAgeMs };
}

export async function readWholeList(instance: InstanceRow): Promise<ListSnapshot> {
  const maxAgeMs = maxAgeOf(isQuotaLow(instance.id));
  return caches.get().list.take(instance, 'list', { maxAgeMs, read: readList });
}

export function forgetSnapshots(instanceId: string): void {
  caches.get().list.forget(instanceId);
  caches.get().held.forget(instanceId);
}

/**
 * Returns the category by Codat's source type. If that is missing or new, Switchboard's own definition decides, or it
 * is "other".
 */
export function categoryOf(integration: {
  readonly key: string;
  readonly sourceType?: string | null | undefined;
}): Category {
  const stated = integration.sourceType?.toLowerCase();
  const category = stated === 'bankfeed' ? 'bankfeeds' : stated;
  const known = categories.find((name) => name === category && name !== 'other');
  return known ?? findIntegration(integration.key)?.category ?? 'other';
}

/** `preferCached` accepts a reading of any age, unless a write has invalidated it. */
function maxAgeOf(preferCached: boolean): number {
  return preferCached ? Number.POSITIVE_INFINITY : env().snapshotAgeMs;
}

async function readList(codat: CodatClient): Promise<ListSnapshot> {
  const readAt = Date.now();
  const { integrations, unreadable, addsUp } = await codat.listIntegrations();
  return { integrations, unreadableItems: unreadable, addsUp, readAt };
}

async function readHeld(codat: CodatClient, list: ListSnapshot, category: Category): Promise<HeldSnapshot> {
  const readAt = Date.now();
  const wanted = list.integrations
    .filter((integration) => categoryOf(integration) === category)
    .flatMap((integration) => findIntegration(integration.key) ?? [])
    .filter(hasSettings);
  // Settings that have not arrived by then are unreadable; a slow endpoint must not take the tiles with it.
  let isTooLate = false;
  const tooLate = delay(env().pageTimeoutMs / 2, null, { ref: false }).then(() => {
    isTooLate = true;
  });
  const states = await mapConcurrently(
    readsAtOnce,
    wanted,
    async (definition): Promise<[string, HeldState]> => {
      const state = isTooLate ? null : await Promise.race([readHeldState(codat, definition), tooLate]);
      return [definition.key, state ?? { kind: 'unreadable' }];
    },
  );
  return { held: new Map(states), readAt };
}

/** Returns the part of Codat's settings that may be cached: none of its values. */
export function toHeldState({ configured, environment, values }: HeldSettings): HeldState {
  return { kind: 'held', configured, environment, fields: values.map(({ field }) => field.name) };
}

async function readHeldState(codat: CodatClient, definition: Integration): Promise<HeldState> {
  try {
    return toHeldState(fromCodat(definition, await codat.getCredentials(definition.key)));
  } catch {
    return { kind: 'unreadable' };
  }
}

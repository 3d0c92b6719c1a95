import 'server-only';

import { z } from 'zod';
import type { Actor } from '../activity/actor';
import { database, type Trx } from '../db/database';
import type { OpenOperation } from '../db/schema';
import { oweEnablement } from '../integrations/owed-enablement';
import type { Secret } from '../secret';
import { open, openMap, type SecretMap, seal, sealMap } from '../vault/vault';

// The stored settings of an integration: the map last confirmed at Codat and the secrets that were entered, each sealed
// in its place. A record that can't be opened is reported as such and left as it is.

export type Subject = { readonly instanceId: string; readonly integrationKey: string };

export type StoredSecret = {
  /** Null where the record can't be opened. */
  readonly value: Secret | null;
  readonly savedAt: number;
  readonly savedBy: string;
};

export type StoredSettings = {
  /** Grows with each save; 0 where nothing was ever saved here. */
  readonly version: number;
  /** Null where there is none, or the record can't be opened. */
  readonly lastSeen: SecretMap | null;
  readonly secrets: ReadonlyMap<string, StoredSecret>;
};

const pendingSettings = z.object({
  /** Fingerprint of what Codat held before. */
  before: z.string(),
  map: z.string(),
  secrets: z.record(z.string(), z.string()),
  cleared: z.array(z.string()),
  /** All that is kept of the integration goes, once Codat holds nothing of it any more. */
  drops: z.boolean().default(false),
  /** Whether this first save is to enable the integration too. */
  enables: z.boolean().default(false),
});

/** The values that a save stores once it is known to have been applied: only ciphertexts, bound to their places. */
export type PendingSettings = z.infer<typeof pendingSettings>;

export async function readStoredSettings(subject: Subject): Promise<StoredSettings> {
  const { instanceId, integrationKey } = subject;
  const [row, secretRows] = await Promise.all([
    database()
      .selectFrom('settings')
      .selectAll()
      .where('instance_id', '=', instanceId)
      .where('integration_key', '=', integrationKey)
      .executeTakeFirst(),
    database()
      .selectFrom('stored_secrets')
      .selectAll()
      .where('instance_id', '=', instanceId)
      .where('integration_key', '=', integrationKey)
      .execute(),
  ]);
  const secrets = await Promise.all(
    secretRows.map(async ({ field, sealed, saved_at, saved_by }) => {
      const value = await orNull(open(secretPlace(subject, field), sealed));
      return [field, { value, savedAt: saved_at, savedBy: saved_by }] as const;
    }),
  );
  return {
    version: row?.version ?? 0,
    lastSeen: row ? await orNull(openMap(mapPlace(subject), row.map_sealed)) : null,
    secrets: new Map(secrets),
  };
}

export type SettingsToSeal = {
  /** Fingerprint of what Codat held before. */
  readonly before: string;
  readonly map: SecretMap;
  /** Secrets that the vault takes up, by field, and those it drops. */
  readonly replaced: SecretMap;
  readonly cleared: readonly string[];
};

/** Sealed before the transaction that stores it: the vault asks the database for its key. */
export async function sealSettings(
  subject: Subject,
  { before, map, replaced, cleared }: SettingsToSeal,
): Promise<PendingSettings> {
  const secrets = await Promise.all(
    [...replaced].map(async ([field, value]) => [field, await seal(secretPlace(subject, field), value)]),
  );
  return {
    before,
    map: await sealMap(mapPlace(subject), map),
    secrets: Object.fromEntries(secrets),
    cleared: [...cleared],
    drops: false,
    enables: false,
  };
}

/** Prepares a deletion: nothing is stored, and what was stored is dropped, damaged records too. */
export async function sealDeletion(subject: Subject, before: string): Promise<PendingSettings> {
  const nothing = { before, map: new Map(), replaced: new Map(), cleared: [] };
  return { ...(await sealSettings(subject, nothing)), drops: true };
}

export function pendingOf({ pending }: Pick<OpenOperation, 'pending'>): PendingSettings {
  return pendingSettings.parse(JSON.parse(pending ?? 'null'));
}

export function openPendingMap(subject: Subject, pending: PendingSettings): Promise<SecretMap> {
  return openMap(mapPlace(subject), pending.map);
}

export async function storeSettings(
  trx: Trx,
  subject: Subject,
  { pending, savedBy }: { readonly pending: PendingSettings; readonly savedBy: Actor },
): Promise<void> {
  if (pending.drops) return dropSettings(trx, subject);
  const row = { instance_id: subject.instanceId, integration_key: subject.integrationKey };
  const saved = { saved_at: Date.now(), saved_by: savedBy.label, saved_by_id: savedBy.id };
  await trx
    .insertInto('settings')
    .values({ ...row, ...saved, version: 1, map_sealed: pending.map })
    .onConflict((conflict) =>
      conflict.columns(['instance_id', 'integration_key']).doUpdateSet((column) => ({
        ...saved,
        map_sealed: pending.map,
        version: column(column.ref('settings.version'), '+', 1),
      })),
    )
    .execute();
  for (const [field, sealed] of Object.entries(pending.secrets)) {
    await trx
      .insertInto('stored_secrets')
      .values({ ...row, ...saved, field, sealed })
      .onConflict((conflict) =>
        conflict.columns(['instance_id', 'integration_key', 'field']).doUpdateSet({ ...saved, sealed }),
      )
      .execute();
  }
  if (pending.cleared.length > 0) {
    await trx
      .deleteFrom('stored_secrets')
      .where('instance_id', '=', subject.instanceId)
      .where('integration_key', '=', subject.integrationKey)
      .where('field', 'in', pending.cleared)
      .execute();
  }
  if (pending.enables) await oweEnablement(trx, subject, savedBy);
}

export async function dropSettings(trx: Trx, subject: Subject): Promise<void> {
  for (const table of ['settings', 'stored_secrets', 'owed_enablements'] as const) {
    await trx
      .deleteFrom(table)
      .where('instance_id', '=', subject.instanceId)
      .where('integration_key', '=', subject.integrationKey)
      .execute();
  }
}

function mapPlace({ instanceId, integrationKey }: Subject) {
  return { owner: instanceId, field: `${integrationKey}/map` };
}

function secretPlace({ instanceId, integrationKey }: Subject, field: string) {
  return { owner: instanceId, field: `${integrationKey}/secret/${field}` };
}

async function orNull<Value>(opening: Promise<Value>): Promise<Value | null> {
  try {
    return await opening;
  } catch {
    return null;
  }
}

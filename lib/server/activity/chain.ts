import 'server-only';

import { createHmac, hkdfSync } from 'node:crypto';
import type { NewActivityRow } from '../db/schema';
import { readKey } from '../key-files';

// How a row proves itself: an HMAC over all of its columns and the hash of the row before, under a key of its
// chain's own. Changing, dropping or reordering a row breaks every hash after it.

/** The number and the hash of the last row of a chain. */
export type ChainHead = { readonly seq: number; readonly hash: string };

/** Version 2 names the user by id too. */
export const rowVersion = 2;
const keyVersion = 1;
export const installationChain = 'installation';
export const firstHash = '0'.repeat(64);

export function chainKey(chainId: string): Buffer {
  const info = `switchboard/activity/v${keyVersion}/${chainId}`;
  return Buffer.from(hkdfSync('sha256', readKey('activity'), Buffer.alloc(0), info, 32));
}

/** Signs where the chain ends, which its own rows can't tell. */
export function headMac(chainId: string, { seq, hash }: ChainHead): string {
  return createHmac('sha256', chainKey(chainId))
    .update(JSON.stringify(['head', chainId, seq, hash]))
    .digest('hex');
}

/** Covers the heads of all chains at once; the installation's chain lends its key. */
export function checkpointMac(heads: string): string {
  return createHmac('sha256', chainKey(installationChain))
    .update(JSON.stringify(['checkpoint', heads]))
    .digest('hex');
}

/** The end of a chain that was removed. */
export type PurgedEnd = {
  readonly seq: number;
  readonly hash: string;
  readonly purged_at: number;
  readonly instances: string;
  /** That of the checkpoint before; empty if it is the first. */
  readonly previousMac: string;
};

/** Only with the chain's key can an end be removed so that the rest still proves itself. */
export function purgeMac(chainId: string, purged: PurgedEnd): string {
  const { seq, hash, purged_at, instances, previousMac } = purged;
  return createHmac('sha256', chainKey(chainId))
    .update(JSON.stringify(['purge', chainId, seq, hash, purged_at, instances, previousMac]))
    .digest('hex');
}

type Unhashed = Omit<NewActivityRow, 'hash'>;

/**
 * The order of the columns is the format of the row's version; a new column means a new version. Returns null if the row
 * holds what its version doesn't cover, or if the version is unknown.
 */
export function hashRow(key: Buffer, row: Unhashed): string | null {
  const actorId = row.actor_id ?? null;
  const isKnown = row.version === rowVersion || (row.version === 1 && actorId === null);
  if (!isKnown) return null;
  const columns = [
    row.version,
    row.chain_id,
    row.seq,
    row.at,
    ...(row.version === 1 ? [] : [actorId]),
    row.actor,
    row.action,
    row.phase,
    row.operation_id ?? null,
    row.integration_key ?? null,
    row.outcome ?? null,
    row.details,
    row.previous_hash,
  ];
  return createHmac('sha256', key).update(JSON.stringify(columns)).digest('hex');
}

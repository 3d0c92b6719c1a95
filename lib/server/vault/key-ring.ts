import 'server-only';

import { env } from '../env';
import { forgetKeys, readKeys } from '../key-files';
import { keyIdOf } from './sealing';

// The vault's keys: the first one seals, all of them open. Usually one; two while a rotation is in progress, or as long
// as the operator keeps an old one in VAULT_KEYS.

export function activeKey(): Buffer {
  return keyRing()[0] as Buffer;
}

export function keyRing(): readonly Buffer[] {
  return env().vaultKeys ?? readKeys('vault');
}

export function refreshRing(): void {
  forgetKeys('vault');
}

/** A key that another process has added since we read the file is found by reading it again. */
export function findKey(id: string): Buffer | null {
  const known = find(id);
  if (known) return known;
  refreshRing();
  return find(id);
}

function find(id: string): Buffer | null {
  return keyRing().find((key) => keyIdOf(key) === id) ?? null;
}

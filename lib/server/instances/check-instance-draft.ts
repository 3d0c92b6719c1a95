import 'server-only';

import { isLoopbackAddress, toApiAddress } from '@/lib/instances/instance';
import { type InstanceDraft, type InstanceFieldError, instanceDraft } from '@/lib/instances/instance-draft';
import type { InstanceRow } from '../db/schema';
import { env, isSafeCodatAddress } from '../env';
import { Secret } from '../secret';
import { open } from '../vault/vault';
import { findTaken } from './change-instance';
import { apiKeyPlace } from './codat-client-for';
import { listInstances } from './find-instance';

// Judges what was typed of an instance, with what only the server knows: the other instances and the environment.

export type CheckedDraft = Omit<InstanceDraft, 'apiKey'> & {
  /** Null where the stored key stays. */
  readonly apiKey: Secret | null;
  readonly isLocal: boolean;
};

export type DraftCheck =
  | { readonly draft: CheckedDraft }
  | { readonly draft: null; readonly fieldErrors: readonly InstanceFieldError[] };

export async function checkInstanceDraft(raw: unknown, own: InstanceRow | null): Promise<DraftCheck> {
  const parsed = instanceDraft({
    hasKey: own !== null,
    storedUrl: own?.api_url ?? null,
    allowsLoopback: env().codat.local,
  }).safeParse(raw);
  if (!parsed.success) {
    const fieldErrors = parsed.error.issues.flatMap(({ code, path, message }) =>
      code === 'custom' ? [{ field: path[0], problem: message } as InstanceFieldError] : [],
    );
    return { draft: null, fieldErrors };
  }
  const { apiKey, ...typed } = parsed.data;
  const apiUrl = toApiAddress(typed.apiUrl) ?? '';
  if (apiUrl !== own?.api_url && !isSafeCodatAddress(apiUrl, env().codat.local)) {
    return { draft: null, fieldErrors: [{ field: 'apiUrl', problem: 'not-https' }] };
  }
  const key = apiKey === '' ? null : new Secret(apiKey);
  const fieldErrors = [
    ...(await findTaken(typed, own?.id ?? null)),
    ...(key && (await isUsedElsewhere(apiUrl, key, own))
      ? [{ field: 'apiKey', problem: 'key-in-use' } as const]
      : []),
  ];
  if (fieldErrors.length > 0) return { draft: null, fieldErrors };
  return { draft: { ...typed, apiUrl, apiKey: key, isLocal: isLoopbackAddress(apiUrl) } };
}

/** Two instances of one client would write to it side by side, each without the other's leases. */
async function isUsedElsewhere(url: string, key: Secret, own: InstanceRow | null): Promise<boolean> {
  for (const other of await listInstances()) {
    if (other.id === own?.id || other.api_url !== url) continue;
    // A key that can't be opened can't be compared, and must not stand in the way.
    const stored = await open(apiKeyPlace(other.id), other.api_key_sealed).catch(() => null);
    if (stored?.equals(key)) return true;
  }
  return false;
}

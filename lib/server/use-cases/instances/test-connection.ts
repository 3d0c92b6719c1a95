import 'server-only';

import { z } from 'zod';
import { toApiAddress } from '@/lib/instances/instance';
import { addressProblem, type InstanceFieldError, keyProblem } from '@/lib/instances/instance-draft';
import type { TestConnectionResult } from '@/lib/instances/views';
import { actorOf } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { env, isSafeCodatAddress } from '../../env';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { readStoredClient, readTypedClient } from '../../instances/read-client';
import { Secret } from '../../secret';

const inputSchema = z.object({
  ...writtenInstance,
  /** None while the instance is not saved. */
  instance: writtenInstance.instance.optional(),
  apiUrl: z.string().max(2_000),
  apiKey: z.string().max(4_000),
});

/** Asks Codat for the client's name and saves nothing that was typed. A stored key goes to its own address alone. */
export const testConnection = forViewer(
  'instances:manage',
  inputSchema,
  async (viewer, { instance: slug, instanceId, ...input }): Promise<TestConnectionResult> => {
    const own = slug === undefined ? null : await requireWrittenInstance({ instance: slug, instanceId });
    const typed = { apiUrl: input.apiUrl.trim(), apiKey: input.apiKey.trim() };
    const url = toApiAddress(typed.apiUrl) ?? '';
    const rules = {
      hasKey: own !== null,
      storedUrl: own?.api_url ?? null,
      allowsLoopback: env().codat.local,
    };
    const isSafe = url === own?.api_url || isSafeCodatAddress(url, env().codat.local);
    const apiUrl = addressProblem(typed.apiUrl, rules) ?? (isSafe ? null : 'not-https');
    const apiKey = keyProblem(typed, rules);
    const fieldErrors: InstanceFieldError[] = [
      ...(apiUrl ? [{ field: 'apiUrl', problem: apiUrl } as const] : []),
      ...(apiKey ? [{ field: 'apiKey', problem: apiKey } as const] : []),
    ];
    if (fieldErrors.length > 0) return { kind: 'invalid', fieldErrors };

    const usesStored = own !== null && typed.apiKey === '';
    const reading = usesStored
      ? await readStoredClient(own)
      : await readTypedClient(url, new Secret(typed.apiKey));
    await recordActivity({
      chain: own?.id ?? installationChain,
      actor: actorOf(viewer),
      action: 'instance.connection-tested',
      phase: 'event',
      outcome: reading.failure ? 'failed' : 'passed',
      details: { address: url, storedKey: usesStored, reason: reading.failure?.reason ?? null },
    });
    return { kind: 'read', reading };
  },
);

import 'server-only';

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AddInstanceResult } from '@/lib/instances/views';
import { actorOf } from '../../activity/actor';
import { createHead } from '../../activity/heads';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { orTaken, recordInstances } from '../../instances/change-instance';
import { checkInstanceDraft } from '../../instances/check-instance-draft';
import { apiKeyPlace } from '../../instances/codat-client-for';
import { readTypedClient } from '../../instances/read-client';
import { seal } from '../../vault/vault';

const inputSchema = z.object({ draft: z.unknown() });

/** Saves the instance whatever Codat says to the key: the answer is shown, and the key can be replaced. */
export const addInstance = forViewer(
  'instances:manage',
  inputSchema,
  async (viewer, input): Promise<AddInstanceResult> => {
    const check = await checkInstanceDraft(input.draft, null);
    if (check.draft === null) return { kind: 'invalid', fieldErrors: check.fieldErrors };
    const { apiKey, apiUrl, isLocal, credentialTests, ...named } = check.draft;
    if (!apiKey) return { kind: 'invalid', fieldErrors: [{ field: 'apiKey', problem: 'required' }] };
    await requireFreshSignIn(viewer);

    const id = randomUUID();
    const reading = await readTypedClient(apiUrl, apiKey);
    const api_key_sealed = await seal(apiKeyPlace(id), apiKey);
    const fieldErrors = await orTaken(named, null, () =>
      recordInstances(async (trx, append) => {
        await trx
          .insertInto('instances')
          .values({
            ...named,
            id,
            api_url: apiUrl,
            api_key_sealed,
            is_local: isLocal ? 1 : 0,
            credential_tests: credentialTests ? 1 : 0,
            client_name: reading.client,
            key_refused_at: reading.failure?.reason === 'key-refused' ? Date.now() : null,
            created_at: Date.now(),
          })
          .execute();
        await createHead(trx, id);
        await append({
          actor: actorOf(viewer),
          action: 'instance.created',
          phase: 'event',
          outcome: 'applied',
          details: { slug: named.slug, instance: id, name: named.name, kind: named.kind, address: apiUrl },
        });
      }),
    );
    if (fieldErrors.length > 0) return { kind: 'invalid', fieldErrors };
    return { kind: 'saved', slug: named.slug, reading };
  },
);

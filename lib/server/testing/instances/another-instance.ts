import { randomUUID } from 'node:crypto';
import { findFreeMark } from '@/lib/instances/instance';
import { system } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { createHead } from '../../activity/heads';
import { recordTogether } from '../../activity/record';
import type { InstanceRow } from '../../db/schema';
import { apiKeyPlace } from '../../instances/codat-client-for';
import { listInstances } from '../../instances/find-instance';
import { Secret } from '../../secret';
import { seal } from '../../vault/vault';
import { codatKey } from '../names';

/** Adds a second instance like the first, by default with its API key. It has its own chain, and its name is in the installation's chain. */
export async function addInstance(like: InstanceRow, slug: string, key = codatKey): Promise<string> {
  const id = randomUUID();
  const mark = findFreeMark(await listInstances());
  if (!mark) throw new Error('There is no free mark.');
  const api_key_sealed = await seal(apiKeyPlace(id), new Secret(key));
  await recordTogether(installationChain, async (trx, append) => {
    await trx
      .insertInto('instances')
      .values({ ...like, ...mark, id, slug, api_key_sealed })
      .execute();
    await createHead(trx, id);
    await append({
      actor: system,
      action: 'instance.created',
      phase: 'event',
      outcome: 'applied',
      details: { slug, instance: id },
    });
  });
  return id;
}

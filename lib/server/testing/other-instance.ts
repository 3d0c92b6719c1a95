import { randomUUID } from 'node:crypto';
import { database } from '../db/database';
import { apiKeyPlace } from '../instances/codat-access';
import { Secret } from '../secret';
import { seal } from '../vault/vault';
import type { Installation } from './installation';
import { codatKey } from './names';

export const otherInstance = 'elsewhere';

/** A second instance behind the same Codat, so that nothing but its own id tells it apart. */
export async function addOtherInstance(portal: Installation): Promise<void> {
  const row = await portal.instanceRow();
  const id = randomUUID();
  const api_key_sealed = await seal(apiKeyPlace(id), new Secret(codatKey));
  await database()
    .insertInto('instances')
    .values({ ...row, id, slug: otherInstance, api_key_sealed })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .execute();
}

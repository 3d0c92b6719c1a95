import 'server-only';

import { database } from '../db/database';
import type { InstanceRow } from '../db/schema';
import { logUnexpected } from '../log';

// Whether Codat accepts the stored key is kept in the instance's row, so that every page of it can say so.

/** Writes only where the answer shows something new, and only about the key that was sent. */
export async function noteKeyAnswer(instance: InstanceRow, status: number): Promise<void> {
  const isRefused = status === 401;
  if (!isRefused && status >= 400) return;
  if (isRefused === (instance.key_refused_at !== null)) return;
  try {
    await database()
      .updateTable('instances')
      .set({ key_refused_at: isRefused ? Date.now() : null })
      .where('id', '=', instance.id)
      .where('api_key_sealed', '=', instance.api_key_sealed)
      .execute();
  } catch (error) {
    // The call itself must not fail for it: its outcome matters more.
    logUnexpected('key-state-not-noted', error);
  }
}

import 'server-only';

import { database, type Trx } from '../db/database';
import { env } from '../env';
import { addKey, dropOldKeys } from '../key-files';
import { rememberActiveKey } from './key-checks';
import { activeKey, keyRing, refreshRing } from './key-ring';
import { keyIdIn, keyIdOf } from './sealing';
import { lockWrapping, unwrap, wrap } from './vault';

// Rotates the vault key while the portal runs. Each step leaves a state that every server can read and a second run can
// continue from. First the new key is added next to the old one, then each data key moves over, then the old one goes.

/** Returns how many data keys were wrapped again. */
export async function rotateVaultKey(): Promise<number> {
  // In VAULT_KEYS the operator has put the new one first. Two keys in the file are a rotation that was cut short.
  await whileNoneIsMade(async () => {
    if (!env().vaultKeys && keyRing().length === 1) addKey('vault');
  });
  let moved = 0;
  for (const { owner } of await database().selectFrom('data_keys').select('owner').execute()) {
    if (await moveDataKey(owner)) moved += 1;
  }
  await whileNoneIsMade(async (trx) => {
    await requireAllMoved(trx);
    await rememberActiveKey(trx);
  });
  // Only now: without the old key in the file, a database that still asks for it would end every start.
  await whileNoneIsMade(async (trx) => {
    await requireAllMoved(trx);
    if (!env().vaultKeys) dropOldKeys('vault');
  });
  return moved;
}

async function whileNoneIsMade(work: (trx: Trx) => Promise<void>): Promise<void> {
  await database()
    .transaction()
    .execute(async (trx) => {
      await lockWrapping(trx);
      refreshRing();
      await work(trx);
    });
}

async function requireAllMoved(trx: Trx): Promise<void> {
  const all = await trx.selectFrom('data_keys').select('wrapped').execute();
  const active = keyIdOf(activeKey());
  if (all.some(({ wrapped }) => keyIdIn(wrapped) !== active)) {
    throw new Error('Another rotation is under way; run this one again.');
  }
}

async function moveDataKey(owner: string): Promise<boolean> {
  return database()
    .transaction()
    .execute(async (trx) => {
      await lockWrapping(trx);
      const { wrapped } = await trx
        .selectFrom('data_keys')
        .select('wrapped')
        .where('owner', '=', owner)
        .executeTakeFirstOrThrow();
      if (keyIdIn(wrapped) === keyIdOf(activeKey())) return false;
      await trx
        .updateTable('data_keys')
        .set({ wrapped: wrap(owner, unwrap(owner, wrapped)) })
        .where('owner', '=', owner)
        .execute();
      return true;
    });
}

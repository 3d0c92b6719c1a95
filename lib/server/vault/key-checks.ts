import 'server-only';

import { createHmac } from 'node:crypto';
import { database, type Trx } from '../db/database';
import { StartupError } from '../errors';
import { readKey } from '../key-files';
import { activeKey, keyRing } from './key-ring';

// A keyed digest of each key is kept with the data it guards: foreign keys are refused at start, rather than discovered
// record by record.

type Checked = 'vault' | 'activity';

export async function checkKeys(): Promise<void> {
  await check('vault', keyRing());
  await check('activity', [readKey('activity')]);
}

/** After a rotation: from now on the active key is the one that belongs to this database. */
export async function rememberActiveKey(trx: Trx): Promise<void> {
  await trx
    .updateTable('key_checks')
    .set({ digest: digestOf('vault', activeKey()) })
    .where('name', '=', 'vault')
    .execute();
}

async function check(name: Checked, keys: readonly Buffer[]): Promise<void> {
  const digests = keys.map((key) => digestOf(name, key));
  await database()
    .insertInto('key_checks')
    .values({ name, digest: digests[0] as string })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const { digest } = await database()
    .selectFrom('key_checks')
    .select('digest')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  if (digests.includes(digest)) return;
  throw new StartupError(
    `The ${name} key does not belong to this database; restore the one it was made with (${name}.key in DATA_DIR, or VAULT_KEYS).`,
  );
}

function digestOf(name: Checked, key: Buffer): string {
  return createHmac('sha256', key).update(`switchboard/key-check/${name}`).digest('hex');
}

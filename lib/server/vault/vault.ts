import 'server-only';

import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { database, engine, type Trx } from '../db/database';
import { Secret } from '../secret';
import { oncePerRun } from '../use-case-memo';
import { activeKey, findKey, refreshRing } from './key-ring';
import { keyIdIn, openUnder, type Place, sealUnder, VaultError } from './sealing';

// Secrets at rest, under a data key per owner, each data key wrapped under the installation's vault key. Must never
// write clear text, nor invent a key over data that another one sealed.

const dataKeyBytes = 32;

export async function seal(place: Place, secret: Secret): Promise<string> {
  const key = await dataKey(place.owner);
  return sealUnder(key, place, Buffer.from(secret.reveal(), 'utf8'));
}

export async function open(place: Place, sealed: string): Promise<Secret> {
  const key = await dataKey(place.owner);
  return new Secret(openUnder(key, place, sealed).toString('utf8'));
}

export type SecretMap = ReadonlyMap<string, Secret>;

export async function sealMap(place: Place, map: SecretMap): Promise<string> {
  const entries = [...map].map(([name, value]) => [name, value.reveal()]);
  return seal(place, new Secret(JSON.stringify(entries)));
}

export async function openMap(place: Place, sealed: string): Promise<SecretMap> {
  const entries = JSON.parse((await open(place, sealed)).reveal()) as [string, string][];
  return new Map(entries.map(([name, value]) => [name, new Secret(value)]));
}

/**
 * Shows whether two texts are the same, and nothing else: a plain hash of a secret could be guessed. `use` separates
 * the fingerprints of different things.
 */
export async function fingerprint(owner: string, text: Secret, use = ''): Promise<string> {
  const key = hkdfSync('sha256', await dataKey(owner), Buffer.alloc(0), 'switchboard/fingerprint/v1', 32);
  return createHmac('sha256', Buffer.from(key)).update(`${use}${text.reveal()}`).digest('base64url');
}

/** The same for a value alone, so that it can be compared with another one that is sealed. */
export function fingerprintSecret(owner: string, secret: Secret): Promise<string> {
  return fingerprint(owner, secret, 'value ');
}

/** Makes all that was sealed for this owner unreadable, wherever a copy of it is left. */
export async function destroyDataKey(trx: Trx, owner: string): Promise<void> {
  await trx.deleteFrom('data_keys').where('owner', '=', owner).execute();
}

export function unwrap(owner: string, wrapped: string): Buffer {
  const place = placeOf(owner);
  const key = findKey(keyIdIn(wrapped));
  if (!key) throw new VaultError(place);
  return openUnder(key, place, wrapped);
}

export function wrap(owner: string, dataKey: Buffer): string {
  return sealUnder(activeKey(), placeOf(owner), dataKey);
}

/** Held while data keys are made or re-wrapped, so that none is made under a key that a rotation is dropping. */
export async function lockWrapping(trx: Trx): Promise<void> {
  await trx
    .selectFrom('key_checks')
    .select('name')
    .where('name', '=', 'vault')
    .modifyEnd(engine().forUpdate)
    .execute();
}

/**
 * Asks the store once in a use-case: the next one sees a row that has changed. An opened key in memory is no weaker than
 * the vault key, which stays there.
 */
function dataKey(owner: string): Promise<Buffer> {
  return oncePerRun(`data key of ${owner}`, () => readDataKey(owner));
}

async function readDataKey(owner: string): Promise<Buffer> {
  const stored = await database()
    .selectFrom('data_keys')
    .select('wrapped')
    .where('owner', '=', owner)
    .executeTakeFirst();
  return stored ? unwrap(owner, stored.wrapped) : makeDataKey(owner);
}

/** If two come at once, the first one's key is kept, and the second uses it. */
async function makeDataKey(owner: string): Promise<Buffer> {
  const wrapped = await database()
    .transaction()
    .execute(async (trx) => {
      await lockWrapping(trx);
      refreshRing();
      await trx
        .insertInto('data_keys')
        .values({ owner, wrapped: wrap(owner, randomBytes(dataKeyBytes)), created_at: Date.now() })
        .onConflict((conflict) => conflict.column('owner').doNothing())
        .execute();
      return trx
        .selectFrom('data_keys')
        .select('wrapped')
        .where('owner', '=', owner)
        .executeTakeFirstOrThrow();
    });
  return unwrap(owner, wrapped.wrapped);
}

function placeOf(owner: string): Place {
  return { owner, field: 'data-key' };
}

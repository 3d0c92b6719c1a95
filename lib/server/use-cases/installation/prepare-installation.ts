import 'server-only';

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { system } from '../../activity/actor';
import { installationChain } from '../../activity/chain';
import { createHead } from '../../activity/heads';
import { listNamedInstances, prepareActivity } from '../../activity/named-instances';
import { recordTogether } from '../../activity/record';
import { forSystem } from '../../auth/guard';
import { generatePassword, hashPassword } from '../../auth/passwords';
import { database, isDatabaseNew, migrateDatabase } from '../../db/database';
import type { InstanceRow } from '../../db/schema';
import { env } from '../../env';
import { StartupError } from '../../errors';
import { apiKeyPlace, requireSafeAddress } from '../../instances/codat-client-for';
import { listInstances } from '../../instances/find-instance';
import { createKey, keyPath, missingKeys } from '../../key-files';
import { Secret } from '../../secret';
import { checkKeys } from '../../vault/key-checks';
import { seal } from '../../vault/vault';

export type Prepared = {
  readonly migrations: readonly string[];
  /** The password is shown once and stored only as a hash. It is null if the operator chose it or has it already. */
  readonly firstAdministrator: { readonly email: string; readonly password: string | null } | null;
};

/** Sets up all that a first start needs; a second start changes nothing. It is safe to end at any point. */
export const prepareInstallation = forSystem('prepare', z.unknown(), async (): Promise<Prepared> => {
  await requireKeyFiles();
  // The keys are checked before anything is changed, since another installation's keys must leave the database as it is.
  if (!(await isDatabaseNew())) await checkKeys();
  const migrations = await migrateDatabase();
  await checkKeys();
  await prepareActivity();
  await prepareInstance();
  return { migrations, firstAdministrator: await prepareAdministrator() };
});

/** Creates missing keys, but only for an empty database. If there is data, a lost key must be restored. */
async function requireKeyFiles(): Promise<void> {
  const missing = missingKeys();
  if (missing.length === 0) return;
  if (!(await isDatabaseNew())) {
    throw new StartupError(
      `${missing.map(keyPath).join(', ')} missing, but the database holds data made with it; restore the file from your backup.`,
    );
  }
  missing.forEach(createKey);
}

async function prepareInstance(): Promise<void> {
  const { codat } = env();
  const instances = await listInstances();
  instances.forEach(requireSafeAddress);
  await followEmulator(instances);
  // It is seeded once: an instance that an Administrator has removed does not come back.
  if (instances.length > 0 || (await database().transaction().execute(listNamedInstances)).size > 0) return;
  if (!codat.key) throw new StartupError('CODAT_API_KEY is needed at the first start.');

  const id = randomUUID();
  const named = codat.local
    ? ({ slug: 'local', name: 'Local emulator', colour: 'slate', shape: 'circle', kind: 'test' } as const)
    : ({ slug: 'codat', name: 'Codat', colour: 'blue', shape: 'circle', kind: 'live' } as const);
  const api_key_sealed = await seal(apiKeyPlace(id), new Secret(codat.key));
  await recordTogether(installationChain, async (trx, append) => {
    // Another server may have made it since.
    if ((await listNamedInstances(trx)).size > 0) return;
    await trx
      .insertInto('instances')
      .values({
        ...named,
        id,
        api_url: codat.url,
        api_key_sealed,
        is_local: codat.local ? 1 : 0,
        // Nothing is sent to a real provider before an Administrator has allowed it.
        credential_tests: codat.local ? 1 : 0,
        created_at: Date.now(),
      })
      .execute();
    await createHead(trx, id);
    await append({
      actor: system,
      action: 'instance.created',
      phase: 'event',
      outcome: 'applied',
      details: { slug: named.slug, instance: id },
    });
  });
}

/** The emulator may have moved to another port. Only Administrators change a real instance's address. */
async function followEmulator(instances: readonly InstanceRow[]): Promise<void> {
  const { codat } = env();
  const first = instances.find(({ is_local }) => is_local === 1);
  if (!codat.local || !first || first.api_url === codat.url) return;
  await database()
    .updateTable('instances')
    .set({ api_url: codat.url })
    .where('is_local', '=', 1)
    .where('api_url', '=', first.api_url)
    .execute();
}

async function prepareAdministrator(): Promise<Prepared['firstAdministrator']> {
  const { admin } = env();
  const someone = await database().selectFrom('users').select('id').limit(1).executeTakeFirst();
  if (someone) return null;

  const password = admin.password ?? generatePassword();
  const password_hash = await hashPassword(password);
  const id = randomUUID();
  let isFirst = false;
  await recordTogether(installationChain, async (trx, append) => {
    // Another server may have made one since, whose password is the one that holds.
    if (await trx.selectFrom('users').select('id').limit(1).executeTakeFirst()) return;
    isFirst = true;
    await trx
      .insertInto('users')
      .values({
        id,
        email: admin.email,
        role: 'Administrator',
        password_hash,
        created_at: Date.now(),
      })
      .execute();
    await append({
      actor: system,
      action: 'user.created',
      phase: 'event',
      outcome: 'applied',
      details: { email: admin.email, role: 'Administrator', user: id },
    });
  });
  return isFirst ? { email: admin.email, password: admin.password ? null : password } : null;
}

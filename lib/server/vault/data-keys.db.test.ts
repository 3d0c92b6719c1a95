import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '../db/database';
import { engines, setupInstallation } from '../testing/installation';
import { instance } from '../testing/names';
import type { Browser } from '../testing/next-headers';
import { developmentSecret, keptHere, otherSecret } from '../testing/settings-data';
import { change, openForm, save } from '../testing/settings-fixtures';
import { recordStatements } from '../testing/statements';
import { rotateVault } from '../use-cases/installation/rotate-vault';
import { readIntegration } from '../use-cases/settings/read-integration';
import { wrap } from './vault';

describe.each(engines)('the data key of an instance, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let developer: Browser;
  beforeEach(async () => {
    developer = await portal.signInAs('Developer');
    await change(developer, { secrets: { developmentSecret } });
  });

  it('is read once for a page of settings, and once for a save', async () => {
    const { take } = await recordStatements();
    const reads = () => take().filter((sql) => sql.includes('data_keys')).length;
    const form = await openForm(developer);
    expect(reads()).toBe(1);
    const secrets = { developmentSecret: null, productionSecret: otherSecret };
    expect(await save(developer, form, { secrets })).toEqual(keptHere);
    expect(reads()).toBe(1);
  });

  it('is read again by the next use-case, so that no other key is used than the one that is stored', async () => {
    const { id: owner } = await portal.instanceRow();
    const page = () => developer.does(() => readIntegration({ instance, key: 'suuo' }));
    const store = (wrapped: string) =>
      database().updateTable('data_keys').set({ wrapped }).where('owner', '=', owner).execute();
    const { wrapped } = await database()
      .selectFrom('data_keys')
      .select('wrapped')
      .where('owner', '=', owner)
      .executeTakeFirstOrThrow();
    await page();
    await store(wrap(owner, Buffer.alloc(32, 7)));
    await expect(page()).rejects.toThrow(/can't be opened/);
    await store(wrapped);
    await rotateVault();
    expect((await page()).form?.secrets.developmentSecret).toMatchObject({ isSet: true, damaged: false });
  });
});

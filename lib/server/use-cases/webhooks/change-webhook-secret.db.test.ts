import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { Secret } from '../../secret';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { inventSecret } from '../../testing/webhook-deliveries';
import { openWebhookSecret } from '../../webhooks/webhook-secret';
import { listActivity } from '../activity/list-activity';
import { rotateVault } from '../installation/rotate-vault';
import { changeWebhookSecret } from './change-webhook-secret';
import { listWebhooks } from './list-webhooks';

describe.each(engines)('the signing secret of webhooks, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let person: Browser;

  beforeEach(async () => {
    await database().updateTable('instances').set({ webhook_secret_sealed: null }).execute();
    person = await portal.signInAs('Administrator');
  });

  const store = (value: string) =>
    person.does(() => changeWebhookSecret({ instance, secret: { intent: 'replace', value } }));
  const clear = () => person.does(() => changeWebhookSecret({ instance, secret: { intent: 'clear' } }));
  const shown = () => person.does(() => listWebhooks());

  it('is sealed, shown by its last four characters, and on record by name alone', async () => {
    const secret = inventSecret();
    expect(await store(`  ${secret}\n`)).toEqual({ kind: 'saved' });
    const row = await portal.instanceRow();
    expect(row.webhook_secret_sealed).not.toContain(secret.slice(6, 20));
    expect((await openWebhookSecret(row))?.equals(new Secret(secret))).toBe(true);
    expect(await shown()).toEqual([
      {
        id: row.id,
        slug: instance,
        name: 'Local emulator',
        address: 'http://localhost:3000/api/webhooks/codat/local',
        isReachable: false,
        secret: { isSet: true, hint: secret.slice(-4), damaged: false },
      },
    ]);
    expect(await portal.recorded()).toMatchObject([
      {
        chain_id: row.id,
        actor: emailOf('Administrator'),
        action: 'webhooks.secret-set',
        details: '{"slug":"local"}',
      },
    ]);
    expect(portal.logged()).not.toContain(secret.slice(6, 20));
  });

  it('is removed, on record, and only once', async () => {
    await store(inventSecret());
    expect(await clear()).toEqual({ kind: 'removed' });
    expect(await clear()).toEqual({ kind: 'removed' });
    expect((await portal.instanceRow()).webhook_secret_sealed).toBeNull();
    expect((await shown())[0]?.secret).toEqual({ isSet: false, hint: null, damaged: false });
    const actions = (await portal.recorded()).map(({ action }) => action);
    expect(actions).toEqual(['webhooks.secret-set', 'webhooks.secret-removed']);
    const { entries: history } = await person.does(() => listActivity({ instance }));
    expect(history.slice(0, 2)).toMatchObject([
      { action: 'webhooks-secret-removed', outcome: 'applied' },
      { action: 'webhooks-secret-set', outcome: 'applied' },
    ]);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['an API key', 'prefix'],
    ['whsec_cut', 'shape'],
  ])('that was typed as “%s” is not stored, for it is wrong: %s', async (value, trouble) => {
    const secret = inventSecret();
    await store(secret);
    const before = await portal.instanceRow();
    expect(await store(value)).toEqual({ kind: 'invalid', trouble });
    expect(await portal.instanceRow()).toEqual(before);
    expect(await portal.recorded()).toHaveLength(1);
  });

  it('survives a new key of the vault', async () => {
    const secret = inventSecret();
    await store(secret);
    await rotateVault();
    await portal.restart();
    expect((await openWebhookSecret(await portal.instanceRow()))?.equals(new Secret(secret))).toBe(true);
  });

  it('is reported as damaged if it can’t be opened, and can be replaced', async () => {
    const sealed = 'v1.000000000000.damaged.damaged';
    await database().updateTable('instances').set({ webhook_secret_sealed: sealed }).execute();
    expect((await shown())[0]?.secret).toEqual({ isSet: false, hint: null, damaged: true });
    expect(await store(inventSecret())).toEqual({ kind: 'saved' });
    expect((await shown())[0]?.secret).toMatchObject({ isSet: true, damaged: false });
  });

  it('is for an address that Codat can reach if the portal has one', async () => {
    await portal.restart({ APP_URL: 'https://switchboard.example.com' });
    person = await portal.signInAs('Administrator');
    expect(await shown()).toMatchObject([
      { address: 'https://switchboard.example.com/api/webhooks/codat/local', isReachable: true },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import {
  clientId,
  connectId,
  developmentSecret,
  firstSetUp,
  keptHere,
  otherSecret,
  puts,
  sandboxSecret,
  stripeKey,
} from '../../testing/settings-data';
import {
  type Changes,
  change,
  openForm,
  plaid,
  putDirectly,
  readCodatCredentials,
  save,
  stripe,
  stripeTest,
} from '../../testing/settings-fixtures';

const error = (field: string, code: string) => ({ field, code, level: 'error' });
const warning = (field: string, code: string) => ({ field, code, level: 'warning' });
const short = sandboxSecret.slice(0, 20);

// The browser here validates nothing, as an attacker's program would. The server validates on its own.
describe.each(engines)('keys that are saved, on %s', (engine) => {
  const portal = setupInstallation(engine);

  const overrides = async () =>
    (await portal.recorded())
      .filter(({ action }) => action === 'settings.save')
      .map(({ details }) => (JSON.parse(details) as { overridden?: string }).overridden);

  it.each<[string, Changes & { readonly key: string }, object[]]>([
    [
      'a live key in Stripe Test',
      {
        key: stripeTest,
        values: { clientId: connectId },
        secrets: { secretKey: stripeKey('rk', 'live') },
      },
      [error('secretKey', 'live-key')],
    ],
    [
      'a test key in Stripe',
      {
        key: stripe,
        values: { clientId: connectId },
        secrets: { secretKey: stripeKey('sk', 'test') },
      },
      [error('secretKey', 'test-key')],
    ],
    [
      'a publishable key',
      {
        key: stripe,
        values: { clientId: connectId },
        secrets: { secretKey: stripeKey('pk', 'live') },
      },
      [error('secretKey', 'publishable')],
    ],
    [
      'ID and secret the wrong way round',
      {
        key: stripe,
        values: { clientId: stripeKey('sk', 'live') },
        secrets: { secretKey: connectId },
      },
      [error('clientId', 'secret-for-id'), error('secretKey', 'id-for-secret')],
    ],
    [
      'the dots of a stored secret',
      {
        key: plaid,
        secrets: { sandboxSecret: '•••• 1ad1' },
      },
      [error('sandboxSecret', 'mask')],
    ],
    [
      'a line end within',
      {
        key: plaid,
        secrets: { sandboxSecret: 'line\nend' },
      },
      [error('sandboxSecret', 'line-end')],
    ],
    [
      'a secret that is the client ID',
      {
        key: plaid,
        secrets: { productionSecret: 'an-id-of-another-shape' },
        values: { clientId: 'an-id-of-another-shape' },
      },
      [warning('clientId', 'not-hex'), error('productionSecret', 'same-as-id')],
    ],
  ])('are refused with %s, even if that is overridden by name', async (_, { key, ...changes }, findings) => {
    const developer = await portal.signInAs('Developer');
    const override = findings.map((finding) => Object.values(finding).slice(0, 2).join('/'));
    expect(await change(developer, { ...changes, override }, key)).toMatchObject({
      kind: 'key-rejected',
      findings,
    });
    expect(await portal.writes()).toEqual([]);
    expect(await overrides()).toEqual([]);
  });

  it('need a confirmation phrase if they raise a warning, and exactly that phrase', async () => {
    const developer = await portal.signInAs('Developer');
    const changes = { secrets: { sandboxSecret: short } };
    const findings = [{ ...warning('sandboxSecret', 'not-hex'), facts: {} }];
    for (const override of [
      [],
      ['sandboxSecret'],
      ['not-hex'],
      ['productionSecret/not-hex'],
      ['sandboxSecret/same-secret'],
      ['sandboxSecret/not-hex '],
      ['*'],
    ]) {
      expect(await change(developer, { ...changes, override })).toEqual({ kind: 'key-rejected', findings });
    }
    expect(await puts(portal)).toEqual([]);

    expect(await change(developer, { ...changes, override: ['sandboxSecret/not-hex'] })).toMatchObject({
      kind: 'saved',
    });
    expect((await readCodatCredentials(portal)).clientSecret).toBe(short);
    expect(await overrides()).toEqual(['sandboxSecret/not-hex', undefined]);
    expect(JSON.stringify(await portal.recorded())).not.toContain(short);
  });

  it('say in the log which warnings were overridden, even if nothing is sent to Codat', async () => {
    const developer = await portal.signInAs('Developer');
    const override = ['developmentSecret/not-hex'];
    expect(await change(developer, { secrets: { developmentSecret: short }, override })).toEqual(keptHere);
    expect(await overrides()).toEqual(['developmentSecret/not-hex']);
  });

  it('name no warning that was not raised', async () => {
    const developer = await portal.signInAs('Developer');
    const override = ['sandboxSecret/not-hex', 'sandboxSecret/anything'];
    expect(await change(developer, { secrets: { sandboxSecret }, override })).toMatchObject({
      kind: 'saved',
    });
    expect(await overrides()).toEqual([undefined, undefined]);
  });

  it('raise a warning if another slot already has the same, in the vault or in use at Codat', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.reset('empty');
    await change(developer, { ...firstSetUp, secrets: { sandboxSecret, developmentSecret } });
    for (const [field, secret, other] of [
      ['productionSecret', developmentSecret, 'developmentSecret'],
      ['productionSecret', sandboxSecret, 'sandboxSecret'],
    ] as const) {
      const findings = [{ ...warning(field, 'same-secret'), facts: { other } }];
      expect(await change(developer, { secrets: { [field]: secret } })).toEqual({
        kind: 'key-rejected',
        findings,
      });
    }
    await putDirectly(portal, { clientId, clientSecret: otherSecret, environment: 'sandbox' });
    expect(await change(developer, { secrets: { productionSecret: otherSecret } })).toMatchObject({
      findings: [{ code: 'same-secret', facts: { other: 'sandboxSecret' } }],
    });
    const override = ['productionSecret/same-secret'];
    expect(await change(developer, { secrets: { productionSecret: otherSecret }, override })).toEqual(
      keptHere,
    );
  });

  it('may move from one slot to another if both are entered again', async () => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.reset('empty');
    await change(developer, { ...firstSetUp, secrets: { sandboxSecret, developmentSecret } });
    const swapped = { sandboxSecret: developmentSecret, developmentSecret: sandboxSecret };
    expect(await change(developer, { secrets: swapped })).toMatchObject({ kind: 'saved' });
    const moved = { developmentSecret: null, productionSecret: sandboxSecret };
    expect(await change(developer, { secrets: moved })).toEqual(keptHere);
  });

  it('are refused if a new client ID is a stored secret', async () => {
    const developer = await portal.signInAs('Developer');
    const secretKey = stripeKey('sk', 'test');
    await change(developer, { values: { clientId: connectId }, secrets: { secretKey } }, stripeTest);
    await putDirectly(portal, { clientId: connectId, clientSecret: 'a-key-of-a-new-kind' }, stripeTest);
    expect(
      await change(developer, { values: { clientId: 'a-key-of-a-new-kind' } }, stripeTest),
    ).toMatchObject({
      kind: 'key-rejected',
      findings: [warning('clientId', 'unusual'), error('clientId', 'same-as-id')],
    });
  });

  it('are left alone if they are unchanged, however they look', async () => {
    const odd = { clientId: 'set-long-ago', clientSecret: 'as was this', environment: 'sandbox' };
    await putDirectly(portal, odd);
    const developer = await portal.signInAs('Developer');
    const form = await openForm(developer);
    expect(await save(developer, form, { values: { countryCodes: 'GB' } })).toMatchObject({ kind: 'saved' });
    expect(await readCodatCredentials(portal)).toMatchObject(odd);
  });
});

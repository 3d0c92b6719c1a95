import { describe, expect, it, vi } from 'vitest';
import type { CredentialTestResult } from '@/lib/integrations/credential-test';
import { AppError } from '../../errors';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { change, plaid, putDirectly, stripe, stripeTest } from '../../testing/settings-fixtures';
import { listLatestChanges } from '../activity/list-activity';
import { allowCredentialTests } from '../instances/allow-credential-tests';
import { listInstanceDetails } from '../instances/list-instance-details';
import { readIntegration } from './read-integration';
import { testCredentials } from './test-credentials';

const clientId = '5f9c1b7ad2e44a0012ab2a6b';
/** No part of these secrets occurs anywhere else. */
const typedSecret = 'd41a7f3c9be85026f17d3ca4e86b95';
const otherSecret = '9e27b60f4ad8135ec7f20b69d4a813';
const typed = (value: string) => ({ intent: 'replace', value });
const kept = { intent: 'keep' } as const;

type Question = Readonly<Record<string, unknown>>;

const ofPlaid: Question = {
  instance,
  key: plaid,
  environment: 'sandbox',
  account: typed(clientId),
  secret: typed(typedSecret),
};

function callProvider(
  person: Browser,
  question: Question,
  signal?: AbortSignal,
): Promise<CredentialTestResult> {
  const run = { tell: () => {}, signal: signal ?? new AbortController().signal };
  return person.does(() => testCredentials.untrusted(question, run));
}

const path = (environment: string) => `/plaid/${environment}/institutions/get`;

describe.each(engines)('a credential test, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const received = async () =>
    (await portal.codat.requests()).filter(({ path: asked }) => /^\/(plaid|stripe)\//.test(asked));
  const secretsSent = async () =>
    (await received()).map(({ body }) => (body as { secret?: string } | undefined)?.secret);
  const recorded = async () =>
    (await portal.recorded()).map(({ phase, outcome, details, ...row }) => ({
      action: row.action,
      actor: row.actor,
      key: row.integration_key,
      phase,
      outcome,
      details: JSON.parse(details),
    }));

  it('tries what was typed, without a phrase to Codat, and saves nothing', async () => {
    const developer = await portal.signInAs('Developer');
    expect(await callProvider(developer, ofPlaid)).toEqual({ kind: 'passed' });
    expect(await portal.codat.requests()).toMatchObject([
      { method: 'POST', path: path('sandbox'), body: { client_id: clientId, secret: typedSecret } },
    ]);
    const { form } = await developer.does(() => readIntegration({ instance, key: plaid }));
    expect(form?.secrets.sandboxSecret?.savedAt).toBeNull();
  });

  it('tries what is in use at Codat, and shows nothing of it', async () => {
    const held = { clientId, clientSecret: typedSecret, environment: 'sandbox' };
    await putDirectly(portal, held);
    const developer = await portal.signInAs('Developer');
    const result = await callProvider(developer, { ...ofPlaid, account: kept, secret: kept });
    expect(result).toEqual({ kind: 'passed' });
    expect(await received()).toMatchObject([{ body: { client_id: clientId, secret: typedSecret } }]);
  });

  it('tries the secret that the vault keeps for another environment, at that environment alone', async () => {
    const developer = await portal.signInAs('Developer');
    await change(developer, { secrets: { productionSecret: otherSecret } });
    await portal.codat.clearRequests();
    const question = { ...ofPlaid, environment: 'production', account: kept, secret: kept };
    expect(await callProvider(developer, question)).toEqual({ kind: 'passed' });
    expect((await received()).map(({ path: asked }) => asked)).toEqual([path('production')]);
    expect(await secretsSent()).toEqual([otherSecret]);
  });

  it('tries the secret that is kept here if Codat answers masked, but not if Codat’s is another', async () => {
    const developer = await portal.signInAs('Developer');
    await change(developer, { values: { clientId }, secrets: { sandboxSecret: typedSecret } });
    await portal.codat.modes({ maskCredentials: true });
    const question = { ...ofPlaid, account: kept, secret: kept };
    expect(await callProvider(developer, question)).toEqual({ kind: 'passed' });
    expect(await secretsSent()).toEqual([typedSecret]);

    await putDirectly(portal, { clientId, clientSecret: otherSecret, environment: 'sandbox' });
    expect(await callProvider(developer, question)).toMatchObject({ kind: 'untestable', reason: 'hidden' });
    expect(await received()).toEqual([]);
  });

  it('says at its field which value is missing', async () => {
    await portal.codat.reset('empty');
    const developer = await portal.signInAs('Developer');
    expect(await callProvider(developer, { ...ofPlaid, secret: kept })).toEqual({
      kind: 'missing',
      field: 'sandboxSecret',
    });
    expect(await callProvider(developer, { ...ofPlaid, account: typed(' ') })).toEqual({
      kind: 'missing',
      field: 'clientId',
    });
    expect(await received()).toEqual([]);
  });

  it.each([
    [
      { key: plaid, environment: 'sandbox', secret: typed(`${typedSecret.slice(4)}dead`) },
      { kind: 'failed', field: 'sandboxSecret', reason: 'refused', code: 'INVALID_API_KEYS' },
    ],
    [
      { key: plaid, environment: 'production', secret: typed(`${typedSecret.slice(4)}face`) },
      { kind: 'failed', field: 'environment', reason: 'wrong-environment' },
    ],
    [
      { key: plaid, environment: 'development', secret: typed(typedSecret) },
      { kind: 'untestable', reason: 'retired' },
    ],
    [
      { key: plaid, environment: 'sandbox', secret: typed('not a secret') },
      { kind: 'failed', field: 'sandboxSecret', reason: 'malformed' },
    ],
    [{ key: stripe, environment: 'live', secret: typed('sk_live_51PemulatedLenderKey') }, { kind: 'passed' }],
    [
      { key: stripe, environment: 'live', secret: typed('sk_test_51PemulatedLenderKey') },
      { kind: 'failed', field: 'secretKey', reason: 'test-key' },
    ],
    [
      { key: stripeTest, environment: 'test', secret: typed('sk_test_51PemulatedLenderKey') },
      { kind: 'passed' },
    ],
    [
      { key: stripeTest, environment: 'test', secret: typed('sk_live_51PemulatedLenderKey') },
      { kind: 'failed', field: 'secretKey', reason: 'live-key' },
    ],
    [
      { key: stripeTest, environment: 'test', secret: typed('rk_test_51PemulatedLenderKey') },
      { kind: 'untestable', reason: 'no-permission' },
    ],
    [
      { key: stripe, environment: 'live', secret: typed('sk_live_51PemulatedLenderRevoked') },
      { kind: 'failed', field: 'secretKey', reason: 'revoked', code: 'api_key_expired' },
    ],
  ])('of $key in $environment is answered by its provider', async (question, result) => {
    const developer = await portal.signInAs('Developer');
    const account = question.key === plaid ? { account: typed(clientId) } : {};
    expect(await callProvider(developer, { instance, ...question, ...account })).toMatchObject(result);
  });

  it.each([
    ['an environment of another integration', { environment: 'live' }],
    ['an integration that can’t be tested', { key: 'gbol' }],
    ['an integration that is none', { key: 'zzzz' }],
    ['an instance that is none', { instance: 'elsewhere' }],
  ])('of %s is not found', async (_, change) => {
    const developer = await portal.signInAs('Developer');
    await expect(callProvider(developer, { ...ofPlaid, ...change })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await received()).toEqual([]);
  });

  it('is cancelled with the call to the provider, and recorded so', async () => {
    await portal.codat.faults([{ path: path('sandbox'), delayMs: 600_000 }]);
    const developer = await portal.signInAs('Developer');
    const stop = new AbortController();
    const result = callProvider(developer, ofPlaid, stop.signal);
    await vi.waitFor(async () => expect(await received()).toHaveLength(1));
    stop.abort();
    expect(await result).toMatchObject({ kind: 'untestable', reason: 'cancelled' });
    expect((await recorded()).map(({ outcome }) => outcome)).toEqual([null, 'cancelled']);
    await portal.codat.release();
  });

  it('ends after its limit', async () => {
    await portal.restart({ PROVIDER_TIMEOUT_MS: '100' });
    await portal.codat.faults([{ path: path('sandbox'), delayMs: 600_000 }]);
    const developer = await portal.signInAs('Developer');
    expect(await callProvider(developer, ofPlaid)).toMatchObject({ kind: 'untestable', reason: 'time-out' });
    await portal.codat.release();
  });

  it('is on record before anything is sent, and again with the outcome, but never with a value', async () => {
    const developer = await portal.signInAs('Developer');
    await putDirectly(portal, { clientId, clientSecret: otherSecret, environment: 'sandbox' });
    const refused = `${typedSecret.slice(4)}dead`;
    await callProvider(developer, { ...ofPlaid, account: kept, secret: typed(refused) });
    const asked = { provider: 'plaid', environment: 'sandbox', field: 'sandboxSecret' };
    const entry = { action: 'credentials.test', actor: emailOf('Developer'), key: plaid };
    const details = { ...asked, account: 'stored', secret: 'typed' };
    expect(await recorded()).toEqual([
      { ...entry, phase: 'intent', outcome: null, details },
      {
        ...entry,
        phase: 'outcome',
        outcome: 'failed',
        details: { ...details, reason: 'refused', code: 'INVALID_API_KEYS' },
      },
    ]);
    const [latest] = await developer.does(() => listLatestChanges({ instance, key: plaid }));
    expect(latest).toMatchObject({ action: 'test', outcome: 'failed', integration: 'Plaid' });
  });

  it('leaves no trace of a secret, whatever the provider repeats of it', async () => {
    const developer = await portal.signInAs('Developer');
    const echo = (status: number) => ({
      path: '/plaid/*',
      status,
      body: { error_code: typedSecret, error_message: `${typedSecret} ${clientId}`, secret: typedSecret },
    });
    await portal.codat.faults([echo(400), echo(429), echo(500), echo(200)]);
    const told = [];
    for (let test = 0; test < 4; test += 1) told.push(await callProvider(developer, ofPlaid));
    expect(await received()).toHaveLength(4);
    const everything = JSON.stringify([told, await portal.recorded(), portal.logged()]);
    expect(everything).toContain('untestable');
    for (let at = 0; at + 6 <= typedSecret.length; at += 1) {
      expect(everything).not.toContain(typedSecret.slice(at, at + 6));
    }
    expect(everything).not.toContain(clientId);
  });

  it('is slowed only for a person who tries many keys', async () => {
    const developer = await portal.signInAs('Developer');
    const codes: string[] = [];
    for (let test = 0; test < 33; test += 1) {
      const secret = typed('not a key');
      codes.push(
        await callProvider(developer, { ...ofPlaid, secret }).then(
          ({ kind }) => kind,
          (error: unknown) => (error instanceof AppError ? error.code : 'unexpected'),
        ),
      );
    }
    expect(codes.indexOf('throttled')).toBe(31);
    expect(codes.at(-1)).toBe('throttled');
    const administrator = await portal.signInAs('Administrator');
    expect(await callProvider(administrator, ofPlaid)).toEqual({ kind: 'passed' });
  });

  describe('for an instance', () => {
    const allow = (person: Browser, allowed: boolean) =>
      person.does(() => allowCredentialTests.untrusted({ instance, allowed: String(allowed) }));

    it('is allowed with the local emulator from the start, and shown so', async () => {
      const administrator = await portal.signInAs('Administrator');
      expect(await administrator.does(() => listInstanceDetails())).toMatchObject([
        { credentialTests: true },
      ]);
      const { form } = await administrator.does(() => readIntegration({ instance, key: plaid }));
      expect(form?.credentialTest).toMatchObject({ allowed: true, isEmulated: true, limitSeconds: 8 });
    });

    it('sends nothing once an Administrator has switched it off, which is recorded', async () => {
      const administrator = await portal.signInAs('Administrator');
      expect(await allow(administrator, false)).toEqual({ allowed: false });
      expect(await callProvider(administrator, ofPlaid)).toMatchObject({
        kind: 'untestable',
        reason: 'not-allowed',
      });
      expect(await portal.codat.requests()).toEqual([]);
      const { form } = await administrator.does(() => readIntegration({ instance, key: plaid }));
      expect(form?.credentialTest).toMatchObject({ allowed: false });

      expect(await allow(administrator, true)).toEqual({ allowed: true });
      expect(await allow(administrator, true)).toEqual({ allowed: true });
      expect(await callProvider(administrator, ofPlaid)).toEqual({ kind: 'passed' });
      expect((await recorded()).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
        'instance.forbid-tests applied',
        'credentials.test untestable',
        'instance.allow-tests applied',
        'credentials.test null',
        'credentials.test passed',
      ]);
    });
  });
});

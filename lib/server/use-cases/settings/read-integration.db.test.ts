import { describe, expect, it } from 'vitest';
import { createSeed, type SeedName } from '@/emulator/seeds';
import { type Role, roles } from '@/lib/access/permissions';
import type { IntegrationView } from '@/lib/integrations/views';
import { AppError } from '../../errors';
import { engines, setupInstallation } from '../../testing/installation';
import { codatKey, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { readTiles } from '../integrations/read-tiles';
import { setEnablement } from '../integrations/set-enablement';
import { readIntegration } from './read-integration';

const plaid = 'suuo';
const seesHints: readonly Role[] = ['Developer', 'Administrator'];
const seesNone: readonly Role[] = ['Analyst'];

function read(person: Browser, key = plaid): Promise<IntegrationView> {
  return person.does(() => readIntegration({ instance, key }));
}

/** Returns all that Codat holds in a seed, except an environment's name, which is no secret. */
function secretsOf(seed: SeedName): string[] {
  return [...identifiersOf(seed), ...hiddenIn(seed)];
}

/** Returns the values that only a form shows, in their fields, to users who may change them. */
function identifiersOf(seed: SeedName): string[] {
  return valuesIn(seed, (name) => name === 'clientId');
}

/** Returns the values that no one may see. */
function hiddenIn(seed: SeedName): string[] {
  return valuesIn(seed, (name) => !['clientId', 'environment'].includes(name));
}

function valuesIn(seed: SeedName, isMeant: (name: string) => boolean): string[] {
  return Object.values(createSeed(seed).credentials).flatMap((held) =>
    Object.entries(held).flatMap(([name, value]) => (isMeant(name) ? [value] : [])),
  );
}

/** An operation's random id may hold five signs of a secret by chance. */
const withoutOperations = (name: string, value: unknown) => (name === 'operation' ? null : value);

function expectNothingOf(secrets: readonly string[], sent: string): void {
  for (const secret of secrets) {
    for (const part of partsOf(secret)) expect(sent).not.toContain(part);
    for (const spelling of spellings(secret)) expect(sent).not.toContain(spelling);
  }
}

/** Returns the views without the one field in which an identifier may appear. */
function besideClientIds(views: readonly unknown[]): string {
  return JSON.stringify(views, (name, value) =>
    name === 'clientId' && isText(value) ? '' : withoutOperations(name, value),
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Returns every run of five characters of a secret. Each shows more than its hint does. */
function partsOf(secret: string): string[] {
  return Array.from({ length: secret.length - 4 }, (_, start) => secret.slice(start, start + 5));
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
}

describe.each(engines)('the settings of an integration, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it.each(seesHints)('show the role %s a hint of each secret', async (role) => {
    const view = await read(await portal.signInAs(role));
    expect(view.held).toEqual([
      { label: 'Client ID', hint: '2a6b' },
      { label: 'Sandbox secret', hint: '1ad1' },
    ]);
    expect(view).toMatchObject({
      tile: { setUp: 'done', environment: 'sandbox' },
      otherNames: ['environment'].filter((name) => view.otherNames.includes(name)),
      redirectUri: 'https://plaid.codat.io/oauth/callback',
    });
  });

  it.each(seesNone)('show the role %s only that secrets are set', async (role) => {
    const view = await read(await portal.signInAs(role));
    expect(view.held.map(({ hint }) => hint)).toEqual([null, null]);
    expect(view.tile.enablement).toEqual({ kind: 'not-allowed' });
    for (const secret of secretsOf('default')) expect(JSON.stringify(view)).not.toContain(secret.slice(-4));
  });

  describe.each(['default', 'legacy-plaid'] as const)('of the seed %s', (seed) => {
    it.each([
      ['in clear', false],
      ['masked', true],
    ])('hold no part of a secret if Codat answers %s', async (_, maskCredentials) => {
      await portal.codat.reset(seed);
      await portal.codat.modes({ maskCredentials });
      for (const role of roles.filter((name) => [...seesHints, ...seesNone].includes(name))) {
        const person = await portal.signInAs(role);
        const views = [
          ...(await Promise.all([plaid, 'gbol', 'qhyg', 'exgd'].map((key) => read(person, key)))),
          await person.does(() => readTiles.untrusted({ instance, category: 'banking' })),
          await person.does(() => readTiles.untrusted({ instance, category: 'accounting' })),
        ];
        expectNothingOf([...hiddenIn(seed), codatKey], JSON.stringify(views, withoutOperations));
        expectNothingOf(identifiersOf(seed), besideClientIds(views));
        if (seesNone.includes(role))
          expectNothingOf(identifiersOf(seed), JSON.stringify(views, withoutOperations));
      }
    });
  });

  it('give the form to users who may change them, with the identifiers and no secret', async () => {
    for (const role of [...seesHints, ...seesNone]) {
      const { form } = await read(await portal.signInAs(role));
      if (seesNone.includes(role)) expect(form).toBeNull();
      else {
        expect(form?.values.clientId).toBe(createSeed('default').credentials[plaid]?.clientId);
        expect(form?.secrets.sandboxSecret).toMatchObject({ isSet: true, hint: '1ad1', inUse: true });
        expect(Object.keys(form?.values ?? {}).filter((name) => name in (form?.secrets ?? {}))).toEqual([]);
      }
    }
  });

  it('of a legacy Plaid say that the environment is not stated, and name the public key', async () => {
    await portal.codat.reset('legacy-plaid');
    const view = await read(await portal.signInAs('Developer'));
    expect(view.tile).toMatchObject({ setUp: 'done', environment: 'not-stated' });
    expect(view.otherNames).toContain('publicKey');
    expect(view.held).toEqual([{ label: 'Client ID', hint: '2a6b' }]);
  });

  it('are read for this very view, never cached', async () => {
    const person = await portal.signInAs('Developer');
    await read(person);
    await portal.codat.clearRequests();
    await read(person);
    expect(await portal.codat.requests()).toHaveLength(2);
  });

  it('that can’t be read leave the rest of the page intact', async () => {
    const person = await portal.signInAs('Developer');
    await portal.codat.faults([{ path: `/integrations/credentials/${plaid}`, status: 500 }]);
    expect(await read(person)).toMatchObject({
      tile: { enabled: true, setUp: 'unreadable' },
      held: [],
      otherNames: [],
    });
  });

  it.each(['zzzz', '..', '.', '%2e%2e', '../companies', 'credentials/suuo', '', 'suuo?x', '__proto__'])(
    'are not found under the key “%s”, and no other path of Codat is asked for them',
    async (key) => {
      const person = await portal.signInAs('Administrator');
      await expect(read(person, key)).rejects.toMatchObject({ code: 'not-found' });
      for (const { path } of await portal.codat.requests()) expect(path).toMatch(/^\/integrations\/[^/]+$/);
    },
  );

  it('stay out of the log, whatever Codat answers', async () => {
    const person = await portal.signInAs('Developer');
    const echo = [...secretsOf('default'), codatKey, `Basic ${Buffer.from(codatKey).toString('base64')}`];
    const body = { error: echo.join(' '), correlationId: echo[0], validation: { errors: echo } };
    const told: unknown[] = [];
    for (const status of [400, 401, 403, 409, 418, 429, 500, 501]) {
      await portal.codat.faults([{ path: '/integrations/*', status, body, times: 9 }]);
      told.push(await read(person).catch((error: unknown) => error));
      await portal.codat.clearFaults();
      await portal.codat.faults([{ method: 'PATCH', path: '/integrations/*', status, body }]);
      const change = { instance, key: 'qhnd', enabled: 'true' };
      told.push(await person.does(() => setEnablement.untrusted(change)).catch((error: unknown) => error));
      await portal.codat.clearFaults();
    }
    for (const error of told) expect(error).toBeInstanceOf(AppError);
    expect(portal.logged()).toContain('"event":"activity"');
    const everything = [
      portal.logged(),
      JSON.stringify(await portal.recorded()),
      ...told.map((error) => JSON.stringify(error) + String(error) + (error as Error).stack),
    ].join('\n');
    for (const spelling of echo.flatMap(spellings)) expect(everything).not.toContain(spelling);
  });
});

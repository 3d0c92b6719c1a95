import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Role, roles } from '@/lib/access/permissions';
import { stranger } from '../activity/actor';
import { recordActivity } from '../activity/record';
import { database } from '../db/database';
import { AppError } from '../errors';
import { requireInstance } from '../instances/find-instance';
import { insertDisruptiveChange, resolveDisruptiveChange } from '../settings/disruptive-changes';
import { moveProof } from '../testing/fresh/moving-proofs';
import { inOneRequest } from '../testing/in-one-request';
import { engines, type Installation, setupInstallation } from '../testing/installation';
import { whoManagesInstances } from '../testing/instances/who-manages';
import { emailOf, instance, nowhere } from '../testing/names';
import { Browser } from '../testing/next-headers';
import { oidcSettings } from '../testing/oidc/hostile-issuer';
import { whoMayAtIssuer } from '../testing/oidc/who-may';
import {
  addInvitation,
  addPerson,
  addSession,
  givePassword,
  link,
  password,
  personId,
  session,
} from '../testing/people';
import { whoMayOnTwoFactor } from '../testing/two-factor';
import { exportedUseCases, type UseCase } from '../testing/use-cases';
import { whoSeesCompanies } from '../testing/who-sees-companies';

// Every use-case for users is called by every role and by a stranger. The permitted roles are written out here again,
// so that a use-case under the wrong permission shows.

const everyone: readonly Role[] = roles;
const fromAnalyst: readonly Role[] = ['Analyst', 'Developer', 'Administrator'];
const fromDeveloper: readonly Role[] = ['Developer', 'Administrator'];
const administrators: readonly Role[] = ['Administrator'];

type Call = {
  readonly who: readonly Role[];
  readonly input?: Readonly<Record<string, unknown>>;
  /** The use-case that must run first, because this one has nothing to do otherwise. */
  readonly after?: string;
  /** Makes the input of the roles that may, where it rests on what is stored. The others never get so far. */
  readonly valid?: (portal: Installation) => Promise<Readonly<Record<string, unknown>>>;
  /** Stores the rows that the use-case needs to find. */
  readonly given?: (role: Role, person: Browser) => Promise<void>;
};

const operation = '3f0b6c1e-7d52-4c6a-9a54-5a1f0e6f2b11';
const basis = { version: 0, fingerprint: '', parts: {} };

const reconnect = { instance, key: 'suuo', change: operation };

async function noteChange(): Promise<void> {
  const { id } = await requireInstance(instance);
  const integration = { key: 'suuo', name: 'Plaid' };
  const dataConnection = { id: 'b', platformName: 'Plaid', integrationKey: 'suuo', status: 'Linked' };
  const companies = [{ id: 'a', name: 'A', connections: [dataConnection], unreadableConnections: 0 }];
  const linked = { companies, isComplete: true, at: 0 };
  await database()
    .transaction()
    .execute(async (trx) => {
      await insertDisruptiveChange(
        trx,
        { id: operation, instanceId: id, integration, actor: stranger },
        { kind: 'environment', fromEnvironment: null, toEnvironment: null, linked },
      );
      await resolveDisruptiveChange(trx, { id: operation, accepted_at: null }, { outcome: 'applied' });
    });
}

async function noteEntry(): Promise<void> {
  const { id } = await requireInstance(instance);
  await recordActivity({ chain: id, actor: stranger, action: 'links.read', phase: 'event' });
}

const mayCall: Readonly<Record<string, Call>> = {
  readPortal: { who: everyone },
  readInstance: { who: everyone, input: { instance } },
  signOut: { who: everyone },
  countTiles: { who: fromAnalyst, input: { instance } },
  countConnections: { who: fromAnalyst, input: { instance, key: 'suuo' } },
  readTiles: { who: fromAnalyst, input: { instance, category: 'banking' } },
  readIntegration: { who: fromAnalyst, input: { instance, key: 'suuo' } },
  refreshTiles: { who: fromAnalyst, input: { instance } },
  setEnablement: { who: fromDeveloper, input: { instance, key: 'qhnd', enabled: 'true' } },
  saveSettings: { who: fromDeveloper, input: { instance, key: 'suuo', operation, basis, draft: {} } },
  acceptDrift: { who: fromDeveloper, input: { instance, key: 'suuo' } },
  restoreSettings: {
    who: fromDeveloper,
    input: { instance, key: 'suuo', operation },
    after: 'acceptDrift',
  },
  compareKey: { who: fromDeveloper, input: { instance, key: 'suuo', value: 'a key' } },
  testCredentials: {
    who: fromDeveloper,
    input: {
      instance,
      key: 'suuo',
      environment: 'sandbox',
      account: { intent: 'keep' },
      secret: { intent: 'keep' },
    },
  },
  ...whoSeesCompanies,
  reviewSave: { who: fromDeveloper, input: { instance, key: 'suuo', operation, basis, draft: {} } },
  reviewRestore: { who: fromDeveloper, input: { instance, key: 'suuo', operation }, after: 'acceptDrift' },
  reviewDisabling: { who: fromDeveloper, input: { instance, key: 'suuo' } },
  reviewDeletion: { who: administrators, input: { instance, key: 'suuo', operation } },
  deleteCredentials: { who: administrators, input: { instance, key: 'suuo', operation } },
  exportLinked: { who: fromDeveloper, input: { instance, key: 'suuo' } },
  readReconnectList: { who: fromAnalyst, input: reconnect, given: noteChange },
  refreshReconnectList: { who: fromAnalyst, input: reconnect, given: noteChange },
  findReconnectLink: {
    who: fromAnalyst,
    input: { ...reconnect, company: 'a', connection: 'b' },
    given: noteChange,
  },
  listReconnects: { who: fromAnalyst, input: { instance, key: 'suuo' } },
  exportReconnectList: { who: fromDeveloper, input: reconnect, given: noteChange },
  retryEnablement: { who: fromDeveloper, input: { instance } },
  listActivity: { who: fromDeveloper, input: { instance } },
  listAllActivity: { who: administrators },
  exportActivity: { who: fromDeveloper, input: { instance, format: 'jsonl' } },
  exportAllActivity: { who: administrators, input: { format: 'csv' } },
  listLatestChanges: { who: fromDeveloper, input: { instance, key: 'suuo' } },
  readActivityEntry: { who: fromDeveloper, input: { instance, entry: 1 }, given: noteEntry },
  readInstallationEntry: { who: administrators, input: { entry: 1 } },
  readAnchorState: { who: administrators },
  listUsers: { who: administrators },
  listInvitations: { who: administrators },
  readUser: { who: administrators, input: { user: personId }, given: addPerson },
  inviteUser: { who: administrators, input: { email: 'new@example.com', role: 'Analyst' } },
  renewInvitation: { who: administrators, input: { id: link }, given: addInvitation },
  revokeInvitation: { who: administrators, input: { id: link }, given: addInvitation },
  changeRole: { who: administrators, input: { user: personId, role: 'Advisor' }, given: addPerson },
  disableUser: { who: administrators, input: { user: personId }, given: addPerson },
  enableUser: { who: administrators, input: { user: personId }, given: addPerson },
  signOutUser: { who: administrators, input: { user: personId }, given: addPerson },
  createPasswordLink: { who: administrators, input: { user: personId }, given: addPerson },
  readAccount: { who: everyone },
  renameSelf: { who: everyone, input: { name: 'Ada Lovelace' } },
  changeOwnPassword: {
    who: everyone,
    input: { current: password, password: 'another horse altogether' },
    given: givePassword,
  },
  readFreshSignIn: { who: everyone },
  proveFreshSignIn: { who: everyone, input: { password }, given: givePassword },
  ...whoMayAtIssuer,
  ...whoMayOnTwoFactor,
  endSession: { who: everyone, input: { session }, given: addSession },
  ...whoManagesInstances,
};

/** Those that change something of the instance, or send a key that is stored for it. */
const writes = [
  ...['setEnablement', 'retryEnablement', 'saveSettings', 'acceptDrift', 'restoreSettings', 'compareKey'],
  ...['testCredentials', 'deleteCredentials', 'createCompany', 'createConnection', 'removeConnection'],
  ...['deleteCompany', 'reviewSave', 'reviewRestore', 'reviewDisabling', 'reviewDeletion'],
  ...['allowCredentialTests', 'changeWebhookSecret', 'editInstance', 'replaceApiKey', 'testConnection'],
  ...['reviewRemoval', 'removeInstance'],
];

/**
 * Those that ask with the arguments above. What asks only for a breaking change, or after a review, is tried in
 * fresh-sign-in.db.test.ts.
 */
const asksForFreshSignIn = [
  ...['inviteUser', 'renewInvitation', 'changeRole', 'enableUser', 'createPasswordLink'],
  ...['linkIdentity', 'unlinkIdentity', 'switchPasswords', 'deleteCompany', 'removeConnection'],
  ...['beginTwoFactor', 'changeTwoFactorRole', 'renewRecoveryCodes', 'resetTwoFactor', 'switchTwoFactorOff'],
];

const useCases = new Map([...(await exportedUseCases())].filter(([, { guard }]) => guard?.by === 'viewer'));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'allowed';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

/** Returns the instance and integration named in an input, the only parts of it that may be logged. */
function placeIn({ instance, key }: Call['input'] = {}) {
  return { ...(instance !== undefined && { instance }), ...(key !== undefined && { key }) };
}

it('names every use-case for people', () => {
  expect([...useCases.keys()].sort()).toEqual(Object.keys(mayCall).sort());
});

describe.each(engines)('who may, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(nowhere));

  describe.each([...useCases])('%s', (name, useCase) => {
    const call: Call = mayCall[name] ?? { who: [] };
    const { who, after, given } = call;
    const permission = useCase.guard?.by === 'viewer' ? useCase.guard.permission : '';

    it.each(who)('is allowed to the role %s', async (role) => {
      const person = await portal.signInAs(role);
      await given?.(role, person);
      if (after) await person.does(() => (useCases.get(after) as UseCase)(mayCall[after]?.input));
      const input = (await call.valid?.(portal)) ?? call.input;
      let result: unknown;
      const work = person.does(async () => {
        result = await useCase(input);
      });
      expect(await codeOf(work)).toBe('allowed');
      // Some results of forms say in themselves that what was typed is wrong.
      expect(JSON.stringify(result) ?? '').not.toMatch(/"kind":"(invalid|phrase-mismatch)"/);
      await database().deleteFrom('instances').where('slug', '!=', instance).execute();
    });

    const others = roles.filter((role) => !who.includes(role));
    it.each(others)('is refused to the role %s, on record, before Codat is asked', async (role) => {
      const person = await portal.signInAs(role);
      expect(await codeOf(person.does(() => useCase(call.input)))).toBe('forbidden');
      expect(await portal.codat.requests()).toEqual([]);
      expect(await portal.recorded()).toMatchObject([
        {
          chain_id: 'installation',
          actor: emailOf(role),
          action: 'access.denied',
          phase: 'event',
          outcome: 'refused',
          details: JSON.stringify({ permission, role, ...placeIn(call.input) }),
        },
      ]);
    });

    it('is refused to a stranger and to a forged cookie, before Codat is asked', async () => {
      const forger = await portal.signInAs('Administrator');
      for (const [cookie, token] of forger.cookies) forger.cookies.set(cookie, `${token.slice(0, -4)}AAAA`);
      for (const stranger of [new Browser(), forger]) {
        expect(await codeOf(stranger.does(() => useCase(call.input)))).toBe('unauthenticated');
      }
      expect(await portal.codat.requests()).toEqual([]);
      expect(await portal.recorded()).toMatchObject([
        { actor: 'nobody', actor_id: null, action: 'access.denied', details: '{"address":"unknown"}' },
      ]);
    });
  });

  it('puts a refusal on record once for each permission that a request asks for', async () => {
    const person = await portal.signInAs('Onboarding');
    const call = (name: string) =>
      codeOf(person.does(() => (useCases.get(name) as UseCase)(mayCall[name]?.input)));
    const request = async () => {
      const codes = [];
      for (const name of ['readTiles', 'countTiles', 'listUsers', 'readTiles']) codes.push(await call(name));
      return codes;
    };
    const permissionsOf = async () =>
      (await portal.recorded()).map(({ details }) => JSON.parse(details).permission);

    expect(await inOneRequest(request)).toEqual(Array(4).fill('forbidden'));
    expect(await permissionsOf()).toEqual(['integrations:read', 'users:manage']);
    await inOneRequest(request);
    const counted = await database().selectFrom('refusals').select(['permission', 'unrecorded']).execute();
    expect(counted).toEqual(
      expect.arrayContaining([
        { permission: 'integrations:read', unrecorded: 1 },
        { permission: 'users:manage', unrecorded: 1 },
      ]),
    );
  });

  it('asks for a fresh sign-in before these in a live instance, and before no other', async () => {
    const asking: string[] = [];
    for (const [name, useCase] of useCases) {
      await portal.forget();
      await database().updateTable('instances').set({ kind: 'live' }).execute();
      const person = await portal.signInAs('Administrator');
      const { after, given, input } = mayCall[name] ?? { who: [] };
      await given?.('Administrator', person);
      if (after) await person.does(() => (useCases.get(after) as UseCase)(mayCall[after]?.input));
      await moveProof(person, null);
      const code = await codeOf(person.does(() => useCase(input)));
      if (code === 'fresh-sign-in-required') asking.push(name);
    }
    await database().updateTable('instances').set({ kind: 'test' }).execute();
    expect(asking.sort()).toEqual([...asksForFreshSignIn].sort());
  }, 120_000);

  it('says of an instance that is not there that it is not found', async () => {
    const person = await portal.signInAs('Administrator');
    for (const [name, useCase] of useCases) {
      const asked = mayCall[name]?.input;
      if (asked?.instance === undefined) continue;
      const elsewhere = { ...asked, instance: 'elsewhere' };
      expect(await codeOf(person.does(() => useCase(elsewhere))), name).toBe('not-found');
    }
    expect(await portal.codat.requests()).toEqual([]);
  });

  it('refuses every write of a page that was drawn for another instance under the same address', async () => {
    const person = await portal.signInAs('Administrator');
    const refusing: string[] = [];
    for (const [name, useCase] of useCases) {
      const asked = mayCall[name]?.input;
      if (!asked || !('instance' in asked)) continue;
      await portal.forget();
      person.cookies.clear();
      for (const [cookie, value] of (await portal.signInAs('Administrator')).cookies) {
        person.cookies.set(cookie, value);
      }
      await mayCall[name]?.given?.('Administrator', person);
      const late = { ...asked, instanceId: randomUUID() };
      if ((await codeOf(person.does(() => useCase(late)))) !== 'instance-changed') continue;
      refusing.push(name);
      expect(await portal.codat.requests(), name).toEqual([]);
      expect(await portal.recorded(), name).toEqual([]);
    }
    expect(refusing.sort()).toEqual([...writes].sort());
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'suuo'],
    ['a list', [{ instance }]],
    ['an object for the instance', { instance: { toString: 'local' } }],
    ['a list for the key', { instance, key: ['suuo'], enabled: 'true' }],
    ['a number for the state', { instance, key: 'suuo', enabled: 1 }],
    ['an endless key', { instance, key: 'k'.repeat(101), enabled: 'true' }],
    ['a fraction of linked connections', { instance, key: 'suuo', enabled: 'false', acknowledged: 0.5 }],
  ])('takes %s for invalid, before Codat is asked', async (_, input) => {
    const person = await portal.signInAs('Administrator');
    const setEnablement = useCases.get('setEnablement') as UseCase;
    expect(await codeOf(person.does(() => setEnablement(input)))).toBe('invalid');
    expect(await portal.codat.requests()).toEqual([]);
    expect(await portal.recorded()).toEqual([]);
  });
});

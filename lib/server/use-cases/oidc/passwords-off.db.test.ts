import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { nextAuthOptions } from '../../auth/next-auth-options';
import { storePasswordSignIn } from '../../auth/password-sign-in';
import { startSession } from '../../auth/sessions/sessions';
import { database } from '../../db/database';
import { codeOf, mail } from '../../testing/ada';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { forgetUser, signInAt, viewerOf } from '../../testing/oidc/visiting';
import { addPerson, givePassword, password, personId } from '../../testing/people';
import { acceptInvitation, readInvitation } from '../users/accept-invitation';
import { addUser } from '../users/add-user';
import { disableUser } from '../users/change-user';
import { inviteUser, renewInvitation } from '../users/invite-user';
import { changeOwnPassword } from '../users/own-account';
import {
  createPasswordLink,
  readPasswordLink,
  requestPasswordLink,
  setNewPassword,
} from '../users/password-link';
import { proveFreshSignIn } from '../users/prove-fresh-sign-in';
import { signIn } from '../users/sign-in';
import {
  readPasswordSetting,
  readSignInMethods,
  switchPasswords,
  switchPasswordsOn,
} from './sign-in-methods';

const issuer = await startHostileIssuer();
afterAll(() => issuer.close());

const credentials = { email: emailOf('Administrator'), password };

describe.each(engines)('password sign-in, on %s', (engine) => {
  const portal = setupInstallation(engine, { ...oidcSettings(issuer.url), ...mail });
  const switchOff = (browser: Browser) => codeOf(browser.does(() => switchPasswords({ to: 'off' })));
  const actions = async () => (await portal.recorded()).map(({ action, actor }) => `${action} by ${actor}`);

  async function administratorAtIssuer(): Promise<Browser> {
    return (await signInAt(issuer)).browser;
  }

  beforeEach(async () => {
    issuer.reset();
    const now = Math.floor(Date.now() / 1000);
    issuer.lies = { claims: { groups: ['admins'], auth_time: now } };
    await forgetUser(person.email);
    await addPerson();
    await givePassword('Administrator');
  });

  it('is switched off by an Administrator who is signed in at the issuer now, and by no other', async () => {
    expect(await switchOff(await portal.signInAs('Administrator'))).toBe('needs-oidc-session');
    const boss = await administratorAtIssuer();
    const { userId = '' } = (await viewerOf(boss)) ?? {};
    await portal.restart({
      OIDC_ISSUER: '',
      OIDC_CLIENT_ID: '',
      OIDC_CLIENT_SECRET: '',
      OIDC_GROUP_ROLES: '',
    });
    expect(await switchOff(boss)).toBe('needs-oidc-session');
    await portal.restart();
    const byPassword = new Browser();
    await portal.enter(byPassword, await startSession(userId));
    expect(await switchOff(byPassword)).toBe('needs-oidc-session');
    expect(await new Browser().does(() => readSignInMethods())).toMatchObject({ passwords: true });
    await database().updateTable('sessions').set({ authenticated_at: null }).execute();
    expect(await switchOff(boss)).toBe('fresh-sign-in-required');
    await database().updateTable('sessions').set({ authenticated_at: Date.now() }).execute();
    expect(await switchOff(boss)).toBe('done');
    expect(await boss.does(() => readPasswordSetting())).toMatchObject({
      passwords: false,
      isByIssuer: true,
    });
    expect((await readSignInMethods()).passwords).toBe(false);
    expect(await actions()).toContain(`sign-in.passwords-off by Ada Lovelace <${person.email}>`);
  });

  it('leaves no door that takes a password or leads to one, once it is off', async () => {
    const boss = await administratorAtIssuer();
    const { url } = await boss.does(() => inviteUser({ email: 'new@lender.example', role: 'Analyst' }));
    const token = url.split('/').at(-1) ?? '';
    const [{ id }] = (await database().selectFrom('user_links').select('id').execute()) as [{ id: string }];
    const link = await boss.does(() => createPasswordLink({ user: personId }));
    const linkToken = link.url.split('/').at(-1) ?? '';
    const next = 'another horse altogether';
    const stranger = new Browser();
    const doors: Readonly<Record<string, () => Promise<unknown>>> = {
      form: () => stranger.does(() => signIn(credentials)),
      unknown: () => stranger.does(() => signIn({ ...credentials, email: 'unknown@lender.example' })),
      readInvitation: () => stranger.does(() => readInvitation({ token })),
      join: () => stranger.does(() => acceptInvitation({ token, name: 'New', password: next })),
      readLink: () => stranger.does(() => readPasswordLink({ token: linkToken })),
      newPassword: () => stranger.does(() => setNewPassword({ token: linkToken, password: next })),
      forgotten: () => stranger.does(() => requestPasswordLink({ email: emailOf('Administrator') })),
      invite: () => boss.does(() => inviteUser({ email: 'other@lender.example', role: 'Analyst' })),
      renew: () => boss.does(() => renewInvitation({ id })),
      link: () => boss.does(() => createPasswordLink({ user: personId })),
      prove: () => boss.does(() => proveFreshSignIn({ password })),
      change: () => boss.does(() => changeOwnPassword({ current: password, password: next })),
    };
    expect(await switchOff(boss)).toBe('done');
    for (const [name, open] of Object.entries(doors))
      expect(await codeOf(open()), name).toBe('passwords-off');
    expect(await authorizeByNextAuth()).toBeNull();

    await boss.does(() => switchPasswords({ to: 'on' }));
    for (const name of ['form', 'readInvitation', 'readLink', 'invite', 'join', 'newPassword']) {
      expect(await codeOf(doors[name]?.() ?? Promise.reject()), name).toBe('done');
    }
    expect(await authorizeByNextAuth()).not.toBeNull();
  });

  it('takes every session that began with a password along, those in flight too, and brings none back', async () => {
    const open = await portal.signInAs('Developer');
    const boss = await administratorAtIssuer();
    await switchOff(boss);
    expect(await viewerOf(open)).toBeNull();
    // Begun before, stored after: as a sign-in does that was checked a moment earlier.
    const late = await portal.signInAs('Developer');
    expect(await viewerOf(late)).toBeNull();
    expect(await viewerOf(boss)).not.toBeNull();
    await switchPasswordsOn();
    expect(await viewerOf(open)).toBeNull();
    expect(await viewerOf(late)).toBeNull();
  });

  it('keeps the last Administrator who can still sign in, against groups and others, until there is another one', async () => {
    const boss = await administratorAtIssuer();
    const { userId: user = '' } = (await viewerOf(boss)) ?? {};
    await switchOff(boss);
    expect(await codeOf(boss.does(() => disableUser({ user })))).toBe('last-administrator');
    const demoted = { claims: { groups: ['analysts'] } };
    issuer.lies = demoted;
    expect((await signInAt(issuer)).viewer?.role).toBe('Administrator');
    expect(await actions()).toContain('user.role-kept by system');
    issuer.lies = { claims: { groups: ['admins'], sub: 'second', email: 'second@lender.example' } };
    await signInAt(issuer);
    issuer.lies = demoted;
    expect((await signInAt(issuer)).viewer?.role).toBe('Analyst');
    await forgetUser('second@lender.example');
  });

  it('is switched on again by a command, on record, and without effect if it was on', async () => {
    await switchOff(await administratorAtIssuer());
    const added = { email: emailOf('Developer'), role: 'Developer' } as const;
    expect((await addUser(added)).arePasswordsOff).toBe(true);
    expect(await switchPasswordsOn()).toBe(true);
    expect((await addUser(added)).arePasswordsOff).toBe(false);
    expect(await switchPasswordsOn()).toBe(false);
    expect(await actions()).toContain('sign-in.passwords-on by system');
    expect(await codeOf(new Browser().does(() => signIn(credentials)))).toBe('done');
  });

  it('says on the sign-in page what there is, and counts those who would be left out', async () => {
    const boss = await administratorAtIssuer();
    const { unlinked } = await boss.does(() => readPasswordSetting());
    const { users } = await database()
      .selectFrom('users')
      .select((row) => row.fn.countAll<number>().as('users'))
      .executeTakeFirstOrThrow();
    expect(unlinked).toBe(users - 1);
    expect(await readSignInMethods()).toEqual({ passwords: true, issuer: 'Lender SSO' });
    await database()
      .transaction()
      .execute((trx) => storePasswordSignIn(trx, 'off'));
    await portal.restart({
      OIDC_ISSUER: '',
      OIDC_CLIENT_ID: '',
      OIDC_CLIENT_SECRET: '',
      OIDC_GROUP_ROLES: '',
    });
    expect(await readSignInMethods()).toEqual({ passwords: false, issuer: null });
  });

  /** The door that next-auth would open under /api/auth/callback/credentials. */
  function authorizeByNextAuth(): Promise<unknown> {
    const [provider] = nextAuthOptions(signIn.untrusted).providers;
    const { authorize } = (
      provider as unknown as { options: { authorize: (given: unknown) => Promise<unknown> } }
    ).options;
    return new Browser().does(() => authorize(credentials));
  }
});

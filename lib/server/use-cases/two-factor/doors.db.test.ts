import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextAuthOptions } from '../../auth/next-auth-options';
import { sessionCookie } from '../../auth/sessions/session-token';
import { createTicket } from '../../auth/two-factor/tickets';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { findUserOf, givePassword, password } from '../../testing/people';
import {
  type AuthenticatorApp,
  codeOf,
  databaseNow,
  givePasswordOf,
  switchOn,
  viewerIn,
} from '../../testing/two-factor';
import { exportedUseCases } from '../../testing/use-cases';
import { addUser } from '../users/add-user';
import { changeRole, disableUser, enableUser, signOutUser } from '../users/change-user';
import { changeOwnPassword } from '../users/own-account';
import { createPasswordLink, setNewPassword } from '../users/password-link';
import { proveFreshSignIn, readFreshSignIn } from '../users/prove-fresh-sign-in';
import { signIn } from '../users/sign-in';
import { finishSignIn } from './finish-sign-in';
import { resetTwoFactor, resetTwoFactorByCommand } from './reset-two-factor';

const email = emailOf('Analyst');
const newPassword = 'a horse on the moor';

describe.each(engines)('where two-factor sign-in is on, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let owner: Browser;
  let app: AuthenticatorApp;
  let user: string;

  beforeEach(async () => {
    await database().updateTable('users').set({ role: 'Analyst' }).where('email', '=', email).execute();
    await givePassword('Analyst');
    user = (await findUserOf('Analyst')).id;
    owner = await portal.signInAs('Analyst');
    app = await switchOn(owner);
  });

  const finish = (browser: Browser, code: string) => codeOf(browser.does(() => finishSignIn({ code })));
  const sessions = () => database().selectFrom('sessions').selectAll().where('user_id', '=', user).execute();

  /** Calls what next-auth calls for a post to /api/auth/callback/credentials. */
  async function byNextAuth(credentials: Record<string, string>, browser = new Browser()): Promise<unknown> {
    const [provider] = nextAuthOptions(signIn.untrusted).providers;
    const authorize = (provider as { options?: { authorize?: unknown } }).options?.authorize;
    if (typeof authorize !== 'function') throw new Error('next-auth has no authorize');
    return browser.does(() => authorize(credentials, {}));
  }

  describe('the door of next-auth', () => {
    it.each(['no code', '', '000000', 'aaaaa-aaaaa-aaaaa-aaaaa'])(
      'stays shut with the right password and “%s”, as with a wrong password',
      async (code) => {
        const given = code === 'no code' ? { email, password } : { email, password, code };
        const before = (await sessions()).length;
        expect(await byNextAuth(given)).toBeNull();
        expect(await byNextAuth({ email, password: 'wrong' })).toBeNull();
        expect(await sessions()).toHaveLength(before);
        expect(await codeOf(new Browser().does(() => signIn.untrusted(given)))).toBe('wrong-credentials');
      },
    );

    it('opens with the right password and code, once', async () => {
      const given = { email, password, code: await app.code() };
      expect(await byNextAuth(given)).toMatchObject({ id: user });
      expect(await byNextAuth(given)).toBeNull();
    });
  });

  it('the ticket of the first step opens no use-case, as itself or as a session', async () => {
    const browser = await givePasswordOf('Analyst');
    const [ticket = ''] = [...browser.cookies.values()];
    browser.cookies.set(sessionCookie().name, ticket);
    expect(await viewerIn(browser)).toBeNull();
    for (const [name, useCase] of await exportedUseCases()) {
      if (useCase.guard?.by !== 'viewer') continue;
      expect(await codeOf(browser.does(() => useCase({}))), name).toBe('unauthenticated');
    }
  });

  it('a ticket is for its account, and for this one code alone', async () => {
    await givePassword('Developer');
    await switchOn(await portal.signInAs('Developer'));
    const developer = await givePasswordOf('Developer');
    expect(await finish(developer, await app.code())).toBe('wrong-code');
    expect(await finish(developer, app.recoveryCodes[0] ?? '')).toBe('wrong-code');
    for (const [name] of developer.cookies) developer.cookies.set(name, 'A'.repeat(32));
    expect(await finish(developer, await app.code())).toBe('two-factor-refused');
    expect(await finish(new Browser(), await app.code())).toBe('two-factor-refused');
  });

  describe('a ticket is over', () => {
    const boss = () => portal.signInAs('Administrator');
    const link = async () => {
      const { url } = await (await boss()).does(() => createPasswordLink({ user }));
      return url.split('/').at(-1) ?? '';
    };

    it.each<[string, () => Promise<unknown>]>([
      ['five minutes later', async () => moveTickets(-5 * 60_000 - 1)],
      ['after the clock was set back', async () => moveTickets(60_000)],
      [
        'after a change of the password',
        () => owner.does(() => changeOwnPassword({ current: password, password: newPassword })),
      ],
      [
        'after a new password by a link',
        async () => {
          const token = await link();
          await new Browser().does(() => setNewPassword({ token, password: newPassword }));
        },
      ],
      ['after a new password by the command', () => addUser({ email, role: 'Analyst' })],
      [
        'after a change of role',
        async () => (await boss()).does(() => changeRole({ user, role: 'Developer' })),
      ],
      ['once its user is disabled', async () => (await boss()).does(() => disableUser({ user }))],
      [
        'once its user was disabled and is enabled again',
        async () => {
          await (await boss()).does(() => disableUser({ user }));
          await (await boss()).does(() => enableUser({ user }));
        },
      ],
      ['once its user is signed out', async () => (await boss()).does(() => signOutUser({ user }))],
      ['once two-factor sign-in is reset', async () => (await boss()).does(() => resetTwoFactor({ user }))],
    ])('%s', async (_, change) => {
      const browser = await givePasswordOf('Analyst');
      const code = await app.code();
      await change();
      expect(await finish(browser, code)).toBe('two-factor-refused');
    });

    it('while passwords are off, whatever its code', async () => {
      const browser = await givePasswordOf('Analyst');
      await database().insertInto('sign_in_settings').values({ name: 'passwords', value: 'off' }).execute();
      expect(await finish(browser, await app.code())).toBe('passwords-off');
    });

    it('is made for the password that was right: one that has changed since makes none of use', async () => {
      const row = await database()
        .selectFrom('users')
        .select(['id', 'password_hash', 'role'])
        .where('id', '=', user)
        .executeTakeFirstOrThrow();
      await owner.does(() => changeOwnPassword({ current: password, password: newPassword }));
      const browser = new Browser();
      const cookies = (await givePasswordOfTicket(row)) as [string, string];
      browser.cookies.set(...cookies);
      expect(await finish(browser, await app.code())).toBe('two-factor-refused');
    });
  });

  async function moveTickets(by: number): Promise<void> {
    const created_at = (await databaseNow()) + by;
    await database().updateTable('sign_in_tickets').set({ created_at }).execute();
  }

  async function givePasswordOfTicket(holder: Parameters<typeof createTicket>[0]) {
    return ['switchboard.ticket', await createTicket(holder)];
  }

  it('a link to a new password signs no one in, and leaves it on', async () => {
    const boss = await portal.signInAs('Administrator');
    const { url } = await boss.does(() => createPasswordLink({ user }));
    const browser = new Browser();
    await browser.does(() => setNewPassword({ token: url.split('/').at(-1) ?? '', password: newPassword }));
    expect(browser.cookies.size).toBe(0);
    expect(await sessions()).toEqual([]);
    expect(await byNextAuth({ email, password: newPassword })).toBeNull();
    expect(await byNextAuth({ email, password: newPassword, code: await app.code() })).toMatchObject({
      id: user,
    });
  });

  describe('a fresh sign-in', () => {
    const prove = (proof: { password: string; code?: string }) =>
      codeOf(owner.does(() => proveFreshSignIn(proof)));
    const stale = async () => database().updateTable('sessions').set({ authenticated_at: null }).execute();
    const isFresh = async () => (await sessions()).some((session) => session.authenticated_at !== null);

    it('asks for the code after the password, and says in the dialog that it will', async () => {
      await stale();
      expect(await owner.does(() => readFreshSignIn())).toMatchObject({ methods: { code: true } });
      expect(await prove({ password: 'wrong', code: await app.code() })).toBe('wrong-password');
      expect(await prove({ password })).toBe('wrong-code');
      expect(await prove({ password, code: '000000' })).toBe('wrong-code');
      expect(await isFresh()).toBe(false);
      // A wrong password has not used up the code.
      expect(await prove({ password, code: await app.code() })).toBe('done');
      expect(await isFresh()).toBe(true);
      await stale();
      expect(await prove({ password, code: app.recoveryCodes[0] ?? '' })).toBe('done');
      const refusals = (await portal.recorded()).filter(({ outcome }) => outcome === 'refused');
      expect(refusals.map(({ details }) => JSON.parse(details).reason)).toEqual([undefined, 'code', 'code']);
    });
  });

  describe('a reset', () => {
    it('by an Administrator switches it off, ends the user’s sessions, and is on record', async () => {
      const boss = await portal.signInAs('Administrator');
      await boss.does(() => resetTwoFactor({ user }));
      expect(await sessions()).toEqual([]);
      expect(await byNextAuth({ email, password })).toMatchObject({ id: user });
      const [row] = (await portal.recorded()).filter(({ action }) => action === 'user.two-factor-reset');
      expect(row).toMatchObject({ actor: emailOf('Administrator'), details: JSON.stringify({ email }) });
    });

    it('asks for a fresh sign-in, is not for oneself, and changes nothing where it is off', async () => {
      const boss = await portal.signInAs('Administrator');
      const { id } = await findUserOf('Administrator');
      expect(await codeOf(boss.does(() => resetTwoFactor({ user: id })))).toBe('two-factor-refused');
      expect(await codeOf(boss.does(() => resetTwoFactor({ user: randomUUID() })))).toBe('not-found');
      await portal.signInAs('Developer');
      const before = await portal.recorded();
      const developer = (await findUserOf('Developer')).id;
      expect(await codeOf(boss.does(() => resetTwoFactor({ user: developer })))).toBe('done');
      expect(await portal.recorded()).toEqual(before);
      await database().updateTable('sessions').set({ authenticated_at: null }).execute();
      expect(await codeOf(boss.does(() => resetTwoFactor({ user })))).toBe('fresh-sign-in-required');
      expect(await byNextAuth({ email, password })).toBeNull();
    });

    it('by the command does the same, in the name of the system', async () => {
      expect(await resetTwoFactorByCommand({ email: email.toUpperCase() })).toBe(true);
      expect(await resetTwoFactorByCommand({ email })).toBe(false);
      await expect(resetTwoFactorByCommand({ email: 'unknown@example.com' })).rejects.toThrow();
      expect(await sessions()).toEqual([]);
      const [row] = (await portal.recorded()).filter(({ action }) => action === 'user.two-factor-reset');
      expect(row).toMatchObject({ actor: 'system', details: JSON.stringify({ email }) });
    });
  });
});

import { describe, expect, it } from 'vitest';
import { startSession } from '../../auth/sessions/sessions';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { findUserOf, givePassword, password } from '../../testing/people';
import { codeOf, switchOn, viewerIn } from '../../testing/two-factor';
import { exportedUseCases } from '../../testing/use-cases';
import { acceptInvitation } from '../users/accept-invitation';
import { inviteUser } from '../users/invite-user';
import { listUsers } from '../users/list-users';
import { proveFreshSignIn } from '../users/prove-fresh-sign-in';
import { signOut } from '../users/sign-out';
import { readTwoFactor, switchTwoFactorOff } from './own-two-factor';
import { changeTwoFactorRole, readTwoFactorRoles } from './two-factor-roles';

const useCases = [...(await exportedUseCases())].flatMap(([name, useCase]) => {
  const { guard } = useCase;
  return guard?.by === 'viewer' ? [{ name, useCase, isForSetUp: guard.isForSetUp }] : [];
});

describe.each(engines)('a role that asks for two-factor sign-in, on %s', (engine) => {
  const portal = setupInstallation(engine);

  async function require(role: 'Analyst' | 'Administrator', boss?: Browser): Promise<Browser> {
    const by = boss ?? (await portal.signInAs('Administrator'));
    await by.does(() => changeTwoFactorRole({ role, to: 'required' }));
    return by;
  }

  it('closes everything to a user who has none, in a session that is open, but the set-up and the way out', async () => {
    const [analyst, developer] = [await portal.signInAs('Analyst'), await portal.signInAs('Developer')];
    expect(await viewerIn(analyst)).toMatchObject({ mustSetUpTwoFactor: false });
    await require('Analyst');
    expect(await viewerIn(analyst)).toMatchObject({ mustSetUpTwoFactor: true });
    expect(await viewerIn(developer)).toMatchObject({ mustSetUpTwoFactor: false });
    const before = await portal.recorded();
    for (const { name, useCase, isForSetUp } of useCases) {
      if (isForSetUp) continue;
      expect(await codeOf(analyst.does(() => useCase({}))), name).toBe('two-factor-required');
    }
    expect(useCases.filter(({ isForSetUp }) => !isForSetUp).length).toBeGreaterThan(50);
    expect(await portal.recorded()).toEqual(before);
    expect(await portal.codat.requests()).toEqual([]);
  });

  it('opens everything again with the first code', async () => {
    await givePassword('Analyst');
    const analyst = await portal.signInAs('Analyst');
    await require('Analyst');
    await database().updateTable('sessions').set({ authenticated_at: null }).execute();
    expect(await codeOf(switchOn(analyst))).toBe('fresh-sign-in-required');
    await analyst.does(() => proveFreshSignIn({ password }));
    const app = await switchOn(analyst);
    expect(await viewerIn(analyst)).toMatchObject({ mustSetUpTwoFactor: false });
    expect(await analyst.does(() => readTwoFactor())).toMatchObject({ state: 'on', isRequired: true });
    const code = await app.code();
    expect(await codeOf(analyst.does(() => switchTwoFactorOff({ code })))).toBe('two-factor-refused');
    expect(await analyst.does(() => readTwoFactor())).toMatchObject({ state: 'on' });
  });

  it('lets a user leave instead', async () => {
    const analyst = await portal.signInAs('Analyst');
    await require('Analyst');
    expect(await codeOf(analyst.does(() => signOut()))).toBe('done');
    expect(await viewerIn(analyst)).toBeNull();
  });

  it('does not ask a session that began at the issuer', async () => {
    const { id } = await findUserOf('Analyst');
    const analyst = await portal.signInAs('Developer');
    await portal.enter(analyst, await startSession(id, { browser: '', address: '' }, 'oidc'));
    await require('Analyst');
    expect(await viewerIn(analyst)).toMatchObject({ email: emailOf('Analyst'), mustSetUpTwoFactor: false });
  });

  it('asks a user who joins by an invitation, and an Administrator who requires it of their own role', async () => {
    const boss = await portal.signInAs('Administrator');
    const { url } = await boss.does(() => inviteUser({ email: 'joins@example.com', role: 'Analyst' }));
    await require('Analyst', boss);
    const newcomer = await portal.signInAs('Developer');
    const join = { token: url.split('/').at(-1) ?? '', name: 'Ada', password: 'a horse on the moor' };
    await portal.enter(newcomer, await newcomer.does(() => acceptInvitation(join)));
    expect(await viewerIn(newcomer)).toMatchObject({ mustSetUpTwoFactor: true });
    await require('Administrator', boss);
    expect(await viewerIn(boss)).toMatchObject({ mustSetUpTwoFactor: true });
    await database().deleteFrom('users').where('email', '=', 'joins@example.com').execute();
  });

  it('is required and not required on record, once, after a fresh sign-in', async () => {
    const boss = await require('Analyst');
    await require('Analyst', boss);
    expect(await boss.does(() => readTwoFactorRoles())).toEqual(['Analyst']);
    await boss.does(() => changeTwoFactorRole({ role: 'Analyst', to: 'optional' }));
    expect(await boss.does(() => readTwoFactorRoles())).toEqual([]);
    expect((await portal.recorded()).map(({ action, details }) => [action, details])).toEqual([
      ['sign-in.two-factor-required', '{"role":"Analyst"}'],
      ['sign-in.two-factor-optional', '{"role":"Analyst"}'],
    ]);
    await database().updateTable('sessions').set({ authenticated_at: null }).execute();
    const change = () => changeTwoFactorRole({ role: 'Analyst', to: 'required' });
    expect(await codeOf(boss.does(change))).toBe('fresh-sign-in-required');
  });

  it('shows in the list of users who has it, who lacks it, and who signs in at the issuer', async () => {
    await givePassword('Developer');
    await switchOn(await portal.signInAs('Developer'));
    const boss = await require('Analyst');
    const { id } = await findUserOf('Onboarding');
    const { password_hash } = await database()
      .selectFrom('users')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await database().updateTable('users').set({ password_hash: '' }).where('id', '=', id).execute();
    const states = async () => {
      const users = await boss.does(() => listUsers());
      return Object.fromEntries(users.map(({ email, twoFactor }) => [email, twoFactor]));
    };
    expect(await states()).toMatchObject({
      [emailOf('Developer')]: 'on',
      [emailOf('Analyst')]: 'missing',
      [emailOf('Advisor')]: 'off',
      [emailOf('Onboarding')]: 'issuer',
    });
    await database().updateTable('users').set({ password_hash }).where('id', '=', id).execute();
    await database().updateTable('sessions').set({ signed_in_by: 'oidc' }).execute();
    await database().insertInto('sign_in_settings').values({ name: 'passwords', value: 'off' }).execute();
    expect(new Set(Object.values(await states()))).toEqual(new Set(['issuer']));
  });
});

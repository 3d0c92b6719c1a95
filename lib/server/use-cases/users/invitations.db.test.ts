import { describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { codeOf, invited, mail, password, tokenOf, withAda } from '../../testing/ada';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { runJobs } from '../jobs/run-jobs';
import { acceptInvitation, readInvitation } from './accept-invitation';
import { addUser } from './add-user';
import { inviteUser, renewInvitation, revokeInvitation } from './invite-user';
import { listInvitations, listUsers } from './list-users';

describe.each(engines)('users, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const { actions, administrator, enter, idOf, inviteAda, join } = withAda(portal);

  describe('an invitation', () => {
    it('lets its reader join once, in the role that was given', async () => {
      const token = await inviteAda();
      expect(await new Browser().does(() => readInvitation({ token }))).toEqual({
        email: invited,
        role: 'Analyst',
      });
      const session = await join(token);
      expect(session.userId).toBe(await idOf(invited));
      expect(await codeOf(join(token))).toBe('link-over');
      expect(await codeOf(new Browser().does(() => readInvitation({ token })))).toBe('link-over');
      const ada = (await (await administrator()).does(() => listUsers())).find(
        ({ email }) => email === invited,
      );
      expect(ada).toMatchObject({ name: 'Ada Lovelace', role: 'Analyst', isDisabled: false });
      expect(ada?.lastSignInAt).toBeGreaterThan(Date.now() - 60_000);
      expect(await enter()).toMatchObject({ userId: session.userId });
      expect(await actions()).toEqual([
        `user.invited by ${emailOf('Administrator')}`,
        `user.joined by Ada Lovelace <${invited}>`,
        // The second reader of the link.
        'access.denied by nobody',
        `session.sign-in by Ada Lovelace <${invited}>`,
      ]);
    });

    it('makes one user, however often its form is sent at once', async () => {
      const token = await inviteAda();
      const codes = await Promise.all(
        [1, 2, 3, 4].map((n) => codeOf(join(token, new Browser(), `Ada ${n}`))),
      );
      expect(codes.sort()).toEqual(['done', 'link-over', 'link-over', 'link-over']);
    });

    it('is over once it is revoked, replaced or seven days old', async () => {
      const first = await inviteAda();
      const second = await inviteAda();
      expect(await codeOf(join(first))).toBe('link-over');
      const [{ id } = { id: '' }] = await (await administrator()).does(() => listInvitations());
      const third = tokenOf((await (await administrator()).does(() => renewInvitation({ id }))).url);
      expect(await codeOf(join(second))).toBe('link-over');
      const dayMs = 86_400_000;
      for (const [age, code] of [
        [6.9 * dayMs, 'done'],
        [7 * dayMs, 'link-over'],
        // A clock was set back: what begins in the future could live too long.
        [-dayMs, 'link-over'],
      ] as const) {
        await database()
          .updateTable('user_links')
          .set({ created_at: Date.now() - age, expires_at: Math.round(Date.now() - age + 7 * dayMs) })
          .execute();
        const read = new Browser().does(() => readInvitation({ token: third }));
        expect(await codeOf(read), String(age)).toBe(code);
      }
      await (await administrator()).does(() => revokeInvitation({ id }));
      expect(await codeOf(join(third))).toBe('link-over');
      expect(await codeOf((await administrator()).does(() => revokeInvitation({ id })))).toBe('not-found');
    });

    it('is in the database as a digest, and in no log', async () => {
      const token = await inviteAda();
      expect(JSON.stringify(await database().selectFrom('user_links').selectAll().execute())).not.toContain(
        token,
      );
      expect(JSON.stringify(await portal.recorded())).not.toContain(token);
      expect(portal.logged()).not.toContain(token);
    });

    it('is refused to an address that has an account, also one that came in between', async () => {
      const again = (await administrator()).does(() =>
        inviteUser({ email: emailOf('Analyst'), role: 'Analyst' }),
      );
      expect(await codeOf(again)).toBe('user-exists');
      const token = await inviteAda();
      const { password: generated } = await addUser({ email: invited, role: 'Onboarding' });
      expect(await codeOf(join(token))).toBe('link-over');
      expect(await enter(generated)).toMatchObject({ userId: await idOf(invited) });
    });

    it.each([
      ['a short password', { password: 'short' }, 'weak-password'],
      ['a common password', { password: 'Password1234!' }, 'weak-password'],
      ['the name as password', { password: 'ada lovelace 1' }, 'weak-password'],
      ['no name', { name: '  ' }, 'invalid'],
      ['a name of two lines', { name: 'Ada\nAdministrator' }, 'invalid'],
      ['another address as name', { name: 'system <admin@example.com>' }, 'invalid'],
      ['a name that turns the direction', { name: 'Ada \u202emoc.elpmaxe' }, 'invalid'],
      ['an endless name', { name: 'a'.repeat(81) }, 'invalid'],
      ['an endless password', { password: 'a'.repeat(10_000) }, 'invalid'],
      ['another role', { role: 'Administrator', password: 'short' }, 'weak-password'],
      ['a list as token', { token: ['a'] }, 'invalid'],
    ])('is not used up by %s', async (_, change, code) => {
      const token = await inviteAda();
      const input = { token, name: 'Ada Lovelace', password, ...change };
      expect(await codeOf(new Browser().does(() => acceptInvitation.untrusted(input)))).toBe(code);
      expect(await codeOf(join(token))).toBe('done');
    });

    it('can’t be guessed at for long from one address', async () => {
      const browser = new Browser({ 'x-switchboard-peer': '192.0.2.7' });
      const codes: string[] = [];
      for (let i = 0; i < 24; i += 1) codes.push(await codeOf(join(`guess-${i}`, browser)));
      expect(codes.filter((code) => code === 'link-over')).toHaveLength(21);
      expect(codes.at(-1)).toBe('throttled');
    });

    it('shows how its mail fares', async () => {
      await portal.restart(mail);
      await inviteAda();
      const state = async () => (await (await administrator()).does(() => listInvitations()))[0]?.mail;
      expect(await state()).toEqual({ state: 'waiting' });
      await runJobs();
      expect(await state()).toMatchObject({ state: 'failing', reason: expect.stringMatching(/./) });
      await database().updateTable('outbox').set({ abandoned_at: 1, failure: 'No such user' }).execute();
      expect(await state()).toEqual({ state: 'abandoned', reason: 'No such user' });
      await database().updateTable('outbox').set({ abandoned_at: null, delivered_at: 1 }).execute();
      expect(await state()).toEqual({ state: 'delivered' });
    });
  });
});

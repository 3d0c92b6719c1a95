import { describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { codeOf, invited, mail, other, password, tokenOf, withAda } from '../../testing/ada';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { recordStatements } from '../../testing/statements';
import { runJobs } from '../jobs/run-jobs';
import { addUser } from './add-user';
import { changeRole, disableUser, enableUser, signOutUser } from './change-user';
import { readUser } from './list-users';
import { changeOwnPassword, endSession, readAccount, renameSelf } from './own-account';
import { createPasswordLink, readPasswordLink, requestPasswordLink, setNewPassword } from './password-link';

describe.each(engines)('users, on %s', (engine) => {
  const portal = setupInstallation(engine);
  const { actions, addAda, administrator, enter, idOf, inviteAda, join } = withAda(portal);

  describe('the last active Administrator', () => {
    it('stays, whatever two of them do to each other at once', async () => {
      for (const how of ['demote', 'disable'] as const) {
        const ada = await addAda('Administrator');
        const grace = await idOf(emailOf('Administrator'));
        await database()
          .updateTable('users')
          .set({ role: 'Analyst' })
          .where('role', '=', 'Administrator')
          .where('id', 'not in', [ada, grace])
          .execute();
        const one = await administrator();
        const remove = (user: string) =>
          one.does<unknown>(() =>
            how === 'demote' ? changeRole({ user, role: 'Analyst' }) : disableUser({ user }),
          );
        const codes = await Promise.all([codeOf(remove(ada)), codeOf(remove(grace))]);
        const active = await database()
          .selectFrom('users')
          .select('id')
          .where('role', '=', 'Administrator')
          .where('disabled_at', 'is', null)
          .execute();
        expect(active, `${how}: ${codes}`).toHaveLength(1);
        expect(codes.filter((code) => code === 'done')).toHaveLength(1);
        await database()
          .updateTable('users')
          .set({ role: 'Administrator', disabled_at: null })
          .where('id', '=', grace)
          .execute();
      }
    });
  });

  describe('what an Administrator changes', () => {
    it('holds from the next request of that user on', async () => {
      const user = await addAda();
      const browser = new Browser();
      const admin = await administrator();
      await portal.enter(browser, await enter(password, browser));
      const role = () => browser.does(() => readAccount());
      expect((await role()).role).toBe('Analyst');
      await admin.does(() => changeRole({ user, role: 'Advisor' }));
      expect((await role()).role).toBe('Advisor');
      await admin.does(() => signOutUser({ user }));
      expect(await codeOf(role())).toBe('unauthenticated');
      await portal.enter(browser, await enter(password, browser));
      await admin.does(() => disableUser({ user }));
      expect(await codeOf(role())).toBe('unauthenticated');
      expect(await codeOf(enter())).toBe('wrong-credentials');
      await admin.does(() => enableUser({ user }));
      expect(await codeOf(role())).toBe('unauthenticated');
      expect(await codeOf(enter())).toBe('done');
    });

    it('is recorded once, and not at all where nothing changes', async () => {
      const user = await addAda();
      const admin = await administrator();
      const before = (await portal.recorded()).length;
      for (const _ of [1, 2]) await admin.does(() => changeRole({ user, role: 'Developer' }));
      for (const _ of [1, 2]) await admin.does(() => disableUser({ user }));
      for (const _ of [1, 2]) await admin.does(() => enableUser({ user }));
      const rows = (await portal.recorded()).slice(before);
      expect(rows.map(({ action, details }) => [action, JSON.parse(details)])).toEqual([
        ['user.role-changed', { email: invited, from: 'Analyst', to: 'Developer' }],
        ['user.disabled', { email: invited }],
        ['user.enabled', { email: invited }],
      ]);
    });

    it('is refused for a user who is not there', async () => {
      const user = '00000000-0000-4000-8000-000000000000';
      const admin = await administrator();
      for (const work of [
        () => readUser({ user }),
        () => changeRole({ user, role: 'Analyst' }),
        () => disableUser({ user }),
        () => enableUser({ user }),
        () => signOutUser({ user }),
        () => createPasswordLink({ user }),
      ]) {
        expect(await codeOf(admin.does<unknown>(work))).toBe('not-found');
      }
      expect(await portal.recorded()).toEqual([]);
    });
  });

  describe('a link to a new password', () => {
    it('works once, ends every session, and leaves the old password alone until then', async () => {
      const user = await addAda();
      const admin = await administrator();
      const browser = new Browser();
      await portal.enter(browser, await enter(password, browser));
      const { url } = await admin.does(() => createPasswordLink({ user }));
      const token = tokenOf(url);
      expect(await new Browser().does(() => readPasswordLink({ token }))).toEqual({ email: invited });
      expect(await codeOf(enter())).toBe('done');
      const use = () => new Browser().does(() => setNewPassword({ token, password: other }));
      expect((await Promise.all([codeOf(use()), codeOf(use())])).sort()).toEqual(['done', 'link-over']);
      expect(await codeOf(browser.does(() => readAccount()))).toBe('unauthenticated');
      expect(await codeOf(enter())).toBe('wrong-credentials');
      expect(await codeOf(enter(other))).toBe('done');
      expect(await codeOf(use())).toBe('link-over');
    });

    it('is over with the account: a disabled user gets no password by it, then or later', async () => {
      const user = await addAda();
      const admin = await administrator();
      const { url } = await admin.does(() => createPasswordLink({ user }));
      await admin.does(() => disableUser({ user }));
      const use = () => new Browser().does(() => setNewPassword({ token: tokenOf(url), password: other }));
      expect(await codeOf(use())).toBe('link-over');
      await admin.does(() => enableUser({ user }));
      expect(await codeOf(use())).toBe('link-over');
    });

    it('is no invitation, and an invitation is none', async () => {
      const user = await addAda();
      const { url } = await (await administrator()).does(() => createPasswordLink({ user }));
      expect(await codeOf(join(tokenOf(url)))).toBe('link-over');
      const token = await inviteAda();
      expect(await codeOf(new Browser().does(() => setNewPassword({ token, password: other })))).toBe(
        'link-over',
      );
    });

    it('is mailed to a user who asks for it, with the same answer and statements for all', async () => {
      await portal.restart(mail);
      const statements = await recordStatements();
      const ask = async (email: string) => {
        const answer = await new Browser().does(() => requestPasswordLink({ email }));
        return [{ ...answer, email: '' }, statements.take()];
      };
      const known = await ask(emailOf('Analyst'));
      expect(await ask('unknown@example.com')).toEqual(known);
      await database()
        .updateTable('users')
        .set({ disabled_at: 1 })
        .where('email', '=', emailOf('Advisor'))
        .execute();
      statements.take();
      expect(await ask(emailOf('Advisor'))).toEqual(known);
      await runJobs();
      const messages = await database().selectFrom('outbox').select('recipient').execute();
      expect(messages).toEqual([{ recipient: emailOf('Analyst') }]);
    });

    it('is mailed three times at once to one address at most', async () => {
      await portal.restart(mail);
      const ask = () => codeOf(new Browser().does(() => requestPasswordLink({ email: emailOf('Analyst') })));
      const codes = [];
      for (let i = 0; i < 5; i += 1) codes.push(await ask());
      expect(codes).toEqual(['done', 'done', 'done', 'done', 'throttled']);
    });

    it('is not offered where no mail is sent', async () => {
      const ask = new Browser().does(() => requestPasswordLink({ email: emailOf('Analyst') }));
      expect(await codeOf(ask)).toBe('not-found');
    });
  });

  it('added again by a command are let in at once, whatever was tried before', async () => {
    await addAda();
    const codes = [];
    for (let i = 0; i < 7; i += 1) codes.push(await codeOf(enter(`guess ${i}`)));
    expect(codes.at(-1)).toBe('throttled');
    const added = await addUser({ email: invited, role: 'Analyst' });
    expect(await codeOf(enter(added.password))).toBe('done');
  });

  describe('one’s own account', () => {
    it('takes another name', async () => {
      const person = await portal.signInAs('Analyst');
      await person.does(() => renameSelf({ name: ' Zoë ' }));
      await person.does(() => renameSelf({ name: 'Zoë' }));
      expect((await person.does(() => readAccount())).name).toBe('Zoë');
      expect(await actions()).toEqual([`user.renamed by ${emailOf('Analyst')}`]);
    });

    it('takes another password for the present one, and ends the other sessions', async () => {
      await addAda();
      const [here, there] = [new Browser(), new Browser()];
      for (const browser of [here, there]) await portal.enter(browser, await enter(password, browser));
      const change = (current: string, next: string) =>
        codeOf(here.does(() => changeOwnPassword({ current, password: next })));
      expect(await change('wrong', other)).toBe('wrong-password');
      expect(await change(password, 'short')).toBe('weak-password');
      expect(await codeOf(there.does(() => readAccount()))).toBe('done');
      expect(await change(password, other)).toBe('done');
      expect(await codeOf(here.does(() => readAccount()))).toBe('done');
      expect(await codeOf(there.does(() => readAccount()))).toBe('unauthenticated');
      expect(await codeOf(enter())).toBe('wrong-credentials');
      expect(await codeOf(enter(other))).toBe('done');
    });

    it('lets no one guess the present password from an open session', async () => {
      const person = await portal.signInAs('Analyst');
      const codes = [];
      for (let i = 0; i < 7; i += 1)
        codes.push(await codeOf(person.does(() => changeOwnPassword({ current: `${i}`, password: other }))));
      expect(codes).toEqual([...Array(6).fill('wrong-password'), 'throttled']);
    });

    it('lists its sessions, and ends one of its own only', async () => {
      await addAda();
      const browser = new Browser({
        'user-agent': 'A\u0001Browser'.padEnd(999, 'x'),
        'x-switchboard-peer': '192.0.2.5',
      });
      await portal.enter(browser, await enter(password, browser));
      const second = new Browser();
      await portal.enter(second, await enter(password, second));
      const { sessions } = await browser.does(() => readAccount());
      expect(sessions.map(({ isThisOne }) => isThisOne).sort()).toEqual([false, true]);
      const own = sessions.find(({ isThisOne }) => isThisOne);
      expect(own).toMatchObject({ address: '192.0.2.5' });
      expect(own?.browser).toMatch(/^ABrowserx{192}$/);
      const elsewhere = sessions.find(({ isThisOne }) => !isThisOne)?.id ?? '';
      const stranger = await portal.signInAs('Administrator');
      expect(await codeOf(stranger.does(() => endSession({ session: elsewhere })))).toBe('not-found');
      expect(await codeOf(second.does(() => readAccount()))).toBe('done');
      expect(await codeOf(browser.does(() => endSession({ session: elsewhere })))).toBe('done');
      expect(await codeOf(second.does(() => readAccount()))).toBe('unauthenticated');
      expect(await codeOf(browser.does(() => endSession({ session: elsewhere })))).toBe('not-found');
    });
  });
});

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '@/lib/access/permissions';
import { sessionCookie } from '../../auth/sessions/session-token';
import { database } from '../../db/database';
import { codeOf } from '../../testing/ada';
import { administrator, engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { comeBack, forgetUser, refused, showIdentity, signInAt, viewerOf } from '../../testing/oidc/visiting';
import { addPerson, givePassword, password, personId } from '../../testing/people';
import { runJobs } from '../jobs/run-jobs';
import { acceptInvitation } from '../users/accept-invitation';
import { changeRole, disableUser } from '../users/change-user';
import { inviteUser } from '../users/invite-user';
import { requestPasswordLink } from '../users/password-link';
import { signIn } from '../users/sign-in';
import { beginLinking } from './begin';
import { linkIdentity, readOwnIdentity, unlinkIdentity } from './link';
import { readRoleSource } from './sign-in-methods';

const issuer = await startHostileIssuer();
afterAll(() => issuer.close());

const inGroups = (...groups: string[]) => {
  issuer.lies = { claims: { groups } };
};

describe.each(engines)('an account at the issuer, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(issuer.url));
  const findUser = (email: string = person.email) =>
    database().selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
  const actions = async () => (await portal.recorded()).map(({ action, actor }) => `${action} by ${actor}`);
  const roleOf = async (email: string = person.email) => (await findUser(email))?.role;
  const setRoles = async (role: Role, ...emails: string[]) =>
    database().updateTable('users').set({ role }).where('email', 'in', emails).execute();

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
    await setRoles('Administrator', administrator.email, emailOf('Administrator'));
    await database().deleteFrom('users').where('id', '=', personId).execute();
  });

  it('is made at the first sign-in of a user whose group has a role, without a password, on record', async () => {
    const { viewer } = await signInAt(issuer);
    expect(viewer).toMatchObject({ email: person.email, name: 'Ada Lovelace', role: 'Analyst' });
    expect(await findUser()).toMatchObject({ password_hash: '', disabled_at: null });
    const ada = `Ada Lovelace <${person.email}>`;
    expect(await actions()).toEqual([`user.created by ${ada}`, `session.sign-in by ${ada}`]);
    expect(await codeOf(new Browser().does(() => signIn({ email: person.email, password: 'a' })))).toBe(
      'wrong-credentials',
    );
  });

  it('is the same one at the next sign-in, whatever name and address the issuer gives by then', async () => {
    const first = await signInAt(issuer);
    issuer.lies = { claims: { email: emailOf('Administrator'), name: 'Another' } };
    const second = await signInAt(issuer);
    expect(second.viewer?.userId).toBe(first.viewer?.userId);
    expect(second.viewer).toMatchObject({ email: person.email, role: 'Analyst' });
  });

  it.each([
    ['no group with a role', { groups: ['staff', 'Administrator', 'admins '] }, 'group'],
    ['no groups', { groups: undefined }, 'group'],
    ['groups that are no texts', { groups: [{ name: 'admins' }, 7] }, 'group'],
    ['no address', { email: undefined }, 'email'],
    ['an unverified address', { email_verified: false }, 'email'],
    ['no real address', { email: 'ada' }, 'email'],
  ] as const)('is not made for a user with %s', async (_, claims, reason) => {
    issuer.lies = { claims };
    expect(await signInAt(issuer)).toMatchObject({ location: refused(reason), viewer: null });
    expect(await findUser()).toBeUndefined();
    const [row] = await portal.recorded();
    expect(row?.action).toBe('session.sign-in-refused');
    expect(JSON.parse(row?.details ?? '{}')).toMatchObject({ by: 'oidc', reason });
  });

  it('takes groups and address from userinfo where the token has none, and one group as a text', async () => {
    issuer.lies = {
      claims: { groups: undefined, email: undefined, email_verified: undefined },
      userinfo: { sub: person.sub, email: person.email, groups: 'developers' },
    };
    expect((await signInAt(issuer)).viewer).toMatchObject({ email: person.email, role: 'Developer' });
  });

  it('has the highest role of its groups, at every sign-in, and in sessions that are open', async () => {
    inGroups('analysts', 'admins', 'developers');
    const { browser, viewer } = await signInAt(issuer);
    expect(viewer?.role).toBe('Administrator');
    inGroups('developers', 'analysts');
    expect((await signInAt(issuer)).viewer?.role).toBe('Developer');
    expect((await viewerOf(browser))?.role).toBe('Developer');
    expect(await actions()).toContain('user.role-changed by system');
  });

  it('is refused once no group has a role, and its sessions end', async () => {
    const { browser } = await signInAt(issuer);
    inGroups('staff');
    expect(await signInAt(issuer)).toMatchObject({ location: refused('group'), viewer: null });
    expect(await viewerOf(browser)).toBeNull();
    expect(await roleOf()).toBe('Analyst');
  });

  it('stays the last Administrator whatever its groups, on record, until there is another one', async () => {
    inGroups('admins');
    await signInAt(issuer);
    await setRoles('Analyst', administrator.email, emailOf('Administrator'));
    inGroups('analysts');
    expect((await signInAt(issuer)).viewer?.role).toBe('Administrator');
    expect(await actions()).toContain('user.role-kept by system');
    await setRoles('Administrator', administrator.email);
    expect((await signInAt(issuer)).viewer?.role).toBe('Analyst');
  });

  it('is refused while it is disabled', async () => {
    const { viewer } = await signInAt(issuer);
    const boss = await portal.signInAs('Administrator');
    await boss.does(() => disableUser({ user: viewer?.userId ?? '' }));
    inGroups('admins');
    expect(await signInAt(issuer)).toMatchObject({ location: refused('disabled'), viewer: null });
    expect(await roleOf()).toBe('Analyst');
  });

  it('has a role that no Administrator changes here, while that of other users is', async () => {
    const { viewer } = await signInAt(issuer);
    const boss = await portal.signInAs('Administrator');
    const user = viewer?.userId ?? '';
    expect(await codeOf(boss.does(() => changeRole({ user, role: 'Administrator' })))).toBe('role-by-issuer');
    expect(await roleOf()).toBe('Analyst');
    expect(await boss.does(() => readRoleSource({ user }))).toBe('Lender SSO');
    await addPerson();
    expect(await boss.does(() => readRoleSource({ user: personId }))).toBeNull();
    expect(await codeOf(boss.does(() => changeRole({ user: personId, role: 'Advisor' })))).toBe('done');
    await portal.restart({ OIDC_ISSUER: 'https://another.example' });
    expect(await codeOf(boss.does(() => changeRole({ user, role: 'Developer' })))).toBe('done');
  });

  it('is made once by two sign-ins at the same time', async () => {
    const both = await Promise.all([signInAt(issuer), signInAt(issuer)]);
    expect(new Set(both.map(({ viewer }) => viewer?.userId)).size).toBe(1);
    expect(both[0]?.viewer).not.toBeNull();
  });

  it('is not another one’s who has its address by now, and that user reads so', async () => {
    const { browser } = await signInAt(issuer);
    issuer.lies = { claims: { sub: 'successor', groups: ['admins'] } };
    expect(await signInAt(issuer)).toMatchObject({ location: refused('another'), viewer: null });
    expect((await viewerOf(browser))?.role).toBe('Analyst');
  });

  it('takes the place of an invitation to the same address', async () => {
    const boss = await portal.signInAs('Administrator');
    const { url } = await boss.does(() => inviteUser({ email: person.email, role: 'Administrator' }));
    await signInAt(issuer);
    const join = { token: url.split('/').at(-1) ?? '', name: 'Ada', password };
    expect(await codeOf(new Browser().does(() => acceptInvitation(join)))).toBe('link-over');
    expect(await roleOf()).toBe('Analyst');
  });

  it('is mailed no link to a password, which would be a way past the issuer', async () => {
    await portal.restart({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'portal@lender.example' });
    await signInAt(issuer);
    await new Browser().does(() => requestPasswordLink({ email: person.email }));
    await runJobs();
    expect(await database().selectFrom('user_links').selectAll().execute()).toEqual([]);
  });

  describe('of the same address as one with a password', () => {
    const email = emailOf('Developer');
    beforeEach(async () => {
      await givePassword('Developer');
      issuer.lies = { claims: { email: email.toUpperCase(), groups: ['admins'] } };
    });

    it('is not it: the sign-in is refused, and nothing is linked', async () => {
      expect(await signInAt(issuer)).toMatchObject({ location: refused('taken'), viewer: null });
      expect(await database().selectFrom('user_identities').selectAll().execute()).toEqual([]);
      expect(await roleOf(email)).toBe('Developer');
    });

    it('is linked by its signed-in owner, who sees it and says yes; then the groups decide', async () => {
      const owner = await portal.signInAs('Developer');
      expect(await showIdentity(issuer, owner)).toBe('/settings/account?oidc=found');
      expect(await signInAt(issuer)).toMatchObject({ location: refused('taken') });
      expect(await owner.does(() => readOwnIdentity())).toMatchObject({
        issuer: 'Lender SSO',
        isLinked: false,
        found: { subject: person.sub, email },
        hasPassword: true,
      });
      expect(await codeOf(owner.does(() => linkIdentity({ subject: 'another' })))).toBe('oidc-refused');
      await database().updateTable('sessions').set({ authenticated_at: null }).execute();
      expect(await codeOf(owner.does(() => linkIdentity({ subject: person.sub })))).toBe(
        'fresh-sign-in-required',
      );
      await database().updateTable('sessions').set({ authenticated_at: Date.now() }).execute();
      await owner.does(() => linkIdentity({ subject: person.sub }));
      expect(await roleOf(email)).toBe('Developer');
      const { viewer } = await signInAt(issuer);
      expect(viewer).toMatchObject({ email, role: 'Administrator' });
      expect(await actions()).toContain(`user.linked by ${email}`);
      await setRoles('Developer', email);
    });

    it('is linked by no other session, not even of the same user, and not without one', async () => {
      const [owner, elsewhere] = [await portal.signInAs('Developer'), await portal.signInAs('Developer')];
      const other = await portal.signInAs('Analyst');
      await showIdentity(issuer, owner);
      for (const [name, value] of owner.cookies) {
        if (name === sessionCookie().name) continue;
        for (const browser of [elsewhere, other]) browser.cookies.set(name, value);
      }
      for (const browser of [elsewhere, other]) {
        expect(await codeOf(browser.does(() => linkIdentity({ subject: person.sub })))).toBe('oidc-refused');
      }
      expect(await database().selectFrom('user_identities').selectAll().execute()).toEqual([]);
    });

    it('is not offered to a session that came in place of the one that asked', async () => {
      const owner = await portal.signInAs('Developer');
      const { location } = await owner.does(() => beginLinking());
      for (const [name, value] of (await portal.signInAs('Analyst')).cookies) owner.cookies.set(name, value);
      expect(await comeBack(owner, issuer.authorize(location))).toBe('/settings/account?oidc=session');
    });

    it('is linked at the wish of no other site', async () => {
      const owner = await portal.signInAs('Developer');
      for (const [site, end] of [
        ['cross-site', '/settings/account?oidc=state'],
        ['same-site', '/settings/account?oidc=state'],
        ['none', '/settings/account?oidc=state'],
        ['same-origin', '/settings/account?oidc=found'],
      ] as const) {
        owner.headers.set('sec-fetch-site', site);
        expect(await showIdentity(issuer, owner), site).toBe(end);
      }
    });

    it('is linked once: with one user, and a user with one of them', async () => {
      const [owner, other] = [await portal.signInAs('Developer'), await portal.signInAs('Analyst')];
      for (const browser of [owner, other]) await showIdentity(issuer, browser);
      await owner.does(() => linkIdentity({ subject: person.sub }));
      expect(await codeOf(other.does(() => linkIdentity({ subject: person.sub })))).toBe('oidc-refused');
      issuer.lies = { claims: { sub: 'another' } };
      await showIdentity(issuer, owner);
      expect(await codeOf(owner.does(() => linkIdentity({ subject: 'another' })))).toBe('oidc-refused');
    });

    it('can be unlinked while there is a password, which ends the sessions that began at the issuer', async () => {
      const owner = await portal.signInAs('Developer');
      await showIdentity(issuer, owner);
      await owner.does(() => linkIdentity({ subject: person.sub }));
      const { browser } = await signInAt(issuer);
      await owner.does(() => unlinkIdentity());
      expect(await viewerOf(browser)).toBeNull();
      expect(await viewerOf(owner)).not.toBeNull();
      expect((await signInAt(issuer)).location).toBe(refused('taken'));
      await setRoles('Developer', email);
    });
  });

  it('can’t be unlinked without a password', async () => {
    const { browser } = await signInAt(issuer);
    expect(await browser.does(() => readOwnIdentity())).toMatchObject({ isLinked: true, hasPassword: false });
    expect(await codeOf(browser.does(() => unlinkIdentity()))).toBe('only-sign-in');
    expect(await viewerOf(browser)).not.toBeNull();
  });
});

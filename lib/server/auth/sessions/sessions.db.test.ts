import { encode } from 'next-auth/jwt';
import { describe, expect, it, vi } from 'vitest';
import type { Role } from '@/lib/access/permissions';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { administrator, engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { readPortal } from '../../use-cases/portal/read-portal';
import { addUser } from '../../use-cases/users/add-user';
import { listUsers } from '../../use-cases/users/list-users';
import { signIn } from '../../use-cases/users/sign-in';
import { signOut } from '../../use-cases/users/sign-out';
import { giveSessionCookie } from './session-cookie';
import { authSecret, decodeSessionToken, type SessionToken, sessionCookie } from './session-token';
import { endSessionsOf } from './sessions';
import { digestToken } from './token-digest';

const minuteMs = 60_000;

async function roleOf(browser: Browser): Promise<Role | 'signed-out'> {
  try {
    return (await browser.does(() => readPortal())).role;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return 'signed-out';
    throw error;
  }
}

/** The same cookie in someone else's hands. */
function copyOf(browser: Browser): Browser {
  const copy = new Browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

/** Makes everything older by the database's clock, which no test can move. */
async function pass(ms: number): Promise<void> {
  await database()
    .updateTable('sessions')
    .set((row) => ({
      created_at: row('created_at', '-', ms),
      last_seen_at: row('last_seen_at', '-', ms),
    }))
    .execute();
}

/** The clock of this server alone. */
function setServerClock(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

function storedSessions() {
  return database().selectFrom('sessions').selectAll().execute();
}

describe.each(engines)('a session, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('is over for every copy of its cookie once its person has signed out', async () => {
    const person = await portal.signInAs('Analyst');
    const copy = copyOf(person);
    await person.does(() => signOut());
    expect([await roleOf(person), await roleOf(copy)]).toEqual(['signed-out', 'signed-out']);
    expect(await portal.recorded()).toMatchObject([
      { action: 'session.sign-out', actor: emailOf('Analyst') },
      { action: 'access.denied', actor: 'nobody' },
    ]);
  });

  it('leaves the other sessions of its person alone when it ends', async () => {
    const [one, other] = [await portal.signInAs('Analyst'), await portal.signInAs('Analyst')];
    await one.does(() => signOut());
    expect(await roleOf(other)).toBe('Analyst');
  });

  it('is over at the next request once its person is disabled', async () => {
    const person = await portal.signInAs('Analyst');
    await database()
      .updateTable('users')
      .set({ disabled_at: Date.now() })
      .where('email', '=', emailOf('Analyst'))
      .execute();
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('follows a change of role at the next request', async () => {
    const person = await portal.signInAs('Administrator');
    await person.does(() => listUsers());
    const setRole = (role: string) =>
      database()
        .updateTable('users')
        .set({ role: role as Role })
        .where('email', '=', emailOf('Administrator'))
        .execute();
    await setRole('Onboarding');
    await expect(person.does(() => listUsers())).rejects.toMatchObject({ code: 'forbidden' });
    await setRole('Owner');
    expect(await roleOf(person)).toBe('signed-out');
    await setRole('Administrator');
  });

  it('is over everywhere once its person has been given a new password', async () => {
    const person = await portal.signInAs('Analyst');
    await addUser({ email: emailOf('Analyst'), role: 'Analyst' });
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('is over once all of its person’s sessions have been ended', async () => {
    const person = await portal.signInAs('Analyst');
    const { user_id } = await database().selectFrom('sessions').select('user_id').executeTakeFirstOrThrow();
    await endSessionsOf(user_id);
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('ends after thirty minutes without a request, not before', async () => {
    const person = await portal.signInAs('Analyst');
    await pass(29 * minuteMs);
    expect(await roleOf(person)).toBe('Analyst');
    await pass(29 * minuteMs);
    expect(await roleOf(person)).toBe('Analyst');
    await pass(30 * minuteMs + 1);
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('ends eight hours after it began, however busy', async () => {
    const person = await portal.signInAs('Analyst');
    // A second less each time, which the test itself may take.
    for (let passed = 20; passed <= 8 * 60; passed += 20) {
      await pass(20 * minuteMs - 1_000);
      expect(await roleOf(person), `after ${passed} minutes`).toBe('Analyst');
    }
    await pass(minuteMs);
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('ends by the store’s clock, whatever its token says', async () => {
    const person = await portal.signInAs('Analyst');
    const { name } = sessionCookie();
    const token = (await decodeSessionToken(person.cookies.get(name))) as SessionToken;
    const yearSeconds = 365 * 86_400;
    const lasting = { token: { sub: token.userId, sid: token.sessionId }, maxAge: yearSeconds };
    person.cookies.set(name, await encode({ ...lasting, secret: authSecret() }));
    await pass(8 * 60 * minuteMs + 1);
    await database().updateTable('sessions').set({ last_seen_at: Date.now() }).execute();
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('ends by the database’s clock, whatever that of the server says', async () => {
    const person = await portal.signInAs('Analyst');
    setServerClock(60 * minuteMs);
    expect(await roleOf(person)).toBe('Analyst');
    vi.useRealTimers();
    setServerClock(-60 * minuteMs);
    const early = await portal.signInAs('Developer');
    vi.useRealTimers();
    expect(await roleOf(early)).toBe('Developer');
    await pass(31 * minuteMs);
    setServerClock(-60 * minuteMs);
    expect(await roleOf(person)).toBe('signed-out');
  });

  it.each([
    ['idle for too long', { last_seen_at: -31 * minuteMs }],
    ['too old', { created_at: -8 * 60 * minuteMs - 1_000 }],
    ['begun in the future, before a clock was set back', { created_at: minuteMs }],
    ['seen in the future, before a clock was set back', { last_seen_at: minuteMs }],
  ])('%s is deleted by the look at it, and no clock brings it back', async (_, shifts) => {
    const person = await portal.signInAs('Analyst');
    const other = await portal.signInAs('Developer');
    const sid = (await decodeSessionToken(person.cookies.get(sessionCookie().name)))?.sessionId ?? '';
    for (const [column, ms] of Object.entries(shifts)) {
      await database()
        .updateTable('sessions')
        .set({ [column]: Date.now() + ms })
        .where('id', '=', digestToken(sid))
        .execute();
    }
    expect(await roleOf(person)).toBe('signed-out');
    expect(await storedSessions()).toHaveLength(1);
    expect(await roleOf(other)).toBe('Developer');
  });

  it('of a disabled person is deleted by the look at it, and does not come back with the person', async () => {
    const person = await portal.signInAs('Analyst');
    const setDisabled = (disabled_at: number | null) =>
      database().updateTable('users').set({ disabled_at }).where('email', '=', emailOf('Analyst')).execute();
    await setDisabled(1);
    expect(await roleOf(person)).toBe('signed-out');
    await setDisabled(null);
    expect(await roleOf(person)).toBe('signed-out');
    expect(await storedSessions()).toEqual([]);
  });

  it('is in the database as a digest, and its cookie is neither there nor in the log', async () => {
    const person = new Browser();
    const { sessionId, userId, device } = await person.does(() => signIn(administrator));
    await person.does(() => giveSessionCookie({ sessionId, userId }));
    await roleOf(person);
    await person.does(() => signOut());
    const after = await person.does(() => signIn(administrator));
    const cookies = [...person.cookies.values(), after.sessionId, sessionId, device, after.device];
    const stored = await Promise.all(
      (['sessions', 'devices', 'throttles', 'activity', 'users'] as const).map((table) =>
        database().selectFrom(table).selectAll().execute(),
      ),
    );
    const kept = JSON.stringify(stored) + portal.logged();
    for (const cookie of cookies) expect(kept).not.toContain(cookie.split('.')[0]);
    expect((await storedSessions()).map(({ id }) => id)).toEqual([digestToken(after.sessionId)]);
    expect(digestToken(after.sessionId)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('can’t be used by what the database holds of it', async () => {
    await portal.signInAs('Analyst');
    const [stored] = await storedSessions();
    const thief = new Browser();
    await thief.does(() => giveSessionCookie({ sessionId: stored?.id ?? '', userId: stored?.user_id ?? '' }));
    expect(await roleOf(thief)).toBe('signed-out');
  });

  it('does not write to the store at each request', async () => {
    const person = await portal.signInAs('Analyst');
    const seen = () => database().selectFrom('sessions').select('last_seen_at').executeTakeFirst();
    await pass(30_000);
    const first = await seen();
    await roleOf(person);
    expect(await seen()).toEqual(first);
    await pass(minuteMs);
    const second = await seen();
    await roleOf(person);
    expect(await seen()).not.toEqual(second);
  });

  it('is cleared out of the store once it is over and another user signs in', async () => {
    await portal.signInAs('Analyst');
    await pass(31 * minuteMs);
    await portal.signInAs('Developer');
    expect(await database().selectFrom('sessions').selectAll().execute()).toHaveLength(1);
  });

  it('can’t be made up: neither by a token for no session, nor for another person’s, nor under another key', async () => {
    const person = await portal.signInAs('Analyst');
    const { name } = sessionCookie();
    const token = (await decodeSessionToken(person.cookies.get(name))) as SessionToken;
    const { id: other } = await database()
      .selectFrom('users')
      .select('id')
      .where('email', '=', emailOf('Administrator'))
      .executeTakeFirstOrThrow();
    const forged = [
      await encode({ token: { sub: token.userId, sid: 'made-up' }, secret: authSecret() }),
      await encode({ token: { sub: other, sid: token.sessionId }, secret: authSecret() }),
      await encode({ token: { sub: token.userId, sid: token.sessionId }, secret: 'another key' }),
      await encode({ token: { sub: token.userId }, secret: authSecret() }),
      'not.a.token',
      '',
    ];
    for (const value of forged) {
      const forger = new Browser();
      forger.cookies.set(name, value);
      expect(await roleOf(forger)).toBe('signed-out');
    }
    expect(await roleOf(person)).toBe('Analyst');
  });

  it('has a cookie that says nothing of its person, and fits a browser', async () => {
    const person = await portal.signInAs('Administrator');
    const [cookie = ''] = person.cookies.values();
    expect(cookie).not.toContain('administrator');
    expect(cookie.length).toBeLessThan(4_000);
  });

  it('has a cookie bound to this very host under https', async () => {
    expect(sessionCookie()).toMatchObject({ name: 'switchboard.session', options: { secure: false } });
    await portal.restart({ APP_URL: 'https://switchboard.example.com' });
    expect(sessionCookie()).toEqual({
      name: '__Host-switchboard.session',
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true },
    });
  });
});

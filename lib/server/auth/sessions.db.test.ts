import { encode } from 'next-auth/jwt';
import { describe, expect, it, vi } from 'vitest';
import type { Role } from '@/lib/access/permissions';
import { database } from '../db/database';
import { AppError } from '../errors';
import { engines, installationOn } from '../testing/installation';
import { emailOf } from '../testing/names';
import { Browser } from '../testing/next-headers';
import { addUser } from '../use-cases/add-user';
import { listUsers } from '../use-cases/list-users';
import { readPortal } from '../use-cases/read-portal';
import { signOut } from '../use-cases/sign-out';
import { authSecret, decodeSessionToken, type SessionToken, sessionCookie } from './session-token';
import { endSessionsOf } from './sessions';

const minuteMs = 60_000;

async function roleOf(browser: Browser): Promise<Role | 'signed-out'> {
  try {
    return (await browser.does(() => readPortal())).role;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return 'signed-out';
    throw error;
  }
}

/** The same cookie in somebody else's hands. */
function copyOf(browser: Browser): Browser {
  const copy = new Browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe.each(engines)('a session, on %s', (engine) => {
  const portal = installationOn(engine);

  it('is over for every copy of its cookie once its person has signed out', async () => {
    const person = await portal.signInAs('Analyst');
    const copy = copyOf(person);
    await person.does(() => signOut());
    expect([await roleOf(person), await roleOf(copy)]).toEqual(['signed-out', 'signed-out']);
    expect(await portal.recorded()).toMatchObject([
      { action: 'session.sign-out', actor: emailOf('Analyst') },
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
    pass(29 * minuteMs);
    expect(await roleOf(person)).toBe('Analyst');
    pass(29 * minuteMs);
    expect(await roleOf(person)).toBe('Analyst');
    pass(30 * minuteMs + 1);
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('ends eight hours after it began, however busy', async () => {
    // From here on the time stands still but for what is let pass.
    pass(0);
    const person = await portal.signInAs('Analyst');
    for (let passed = 20; passed <= 8 * 60; passed += 20) {
      pass(20 * minuteMs - 1);
      expect(await roleOf(person), `after ${passed} minutes`).toBe('Analyst');
    }
    pass(minuteMs);
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('ends by the store’s clock, whatever its token says', async () => {
    const person = await portal.signInAs('Analyst');
    const { name } = sessionCookie();
    const token = (await decodeSessionToken(person.cookies.get(name))) as SessionToken;
    const yearSeconds = 365 * 86_400;
    const lasting = { token: { sub: token.userId, sid: token.sessionId }, maxAge: yearSeconds };
    person.cookies.set(name, await encode({ ...lasting, secret: authSecret() }));
    pass(8 * 60 * minuteMs + 1);
    await database().updateTable('sessions').set({ last_seen_at: Date.now() }).execute();
    expect(await roleOf(person)).toBe('signed-out');
  });

  it('does not write to the store at each request', async () => {
    const person = await portal.signInAs('Analyst');
    const seen = () => database().selectFrom('sessions').select('last_seen_at').executeTakeFirst();
    const first = await seen();
    pass(30_000);
    await roleOf(person);
    expect(await seen()).toEqual(first);
    pass(minuteMs);
    await roleOf(person);
    expect(await seen()).not.toEqual(first);
  });

  it('is cleared out of the store once it is over and somebody else signs in', async () => {
    await portal.signInAs('Analyst');
    pass(31 * minuteMs);
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

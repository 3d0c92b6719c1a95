import { describe, expect, it, vi } from 'vitest';
import { giveSessionCookie } from '../../auth/sessions/session-cookie';
import { recordAttempt } from '../../auth/throttle';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { administrator, engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { readPortal } from '../portal/read-portal';
import { signIn } from './sign-in';

const { email, password } = administrator;
const triesBeforeWait = 6;
const freeTriesOfAddress = 20;

type Answer = { readonly code: string; readonly seconds?: unknown };

async function trySignIn(browser: Browser, given: { email: string; password: string }): Promise<Answer> {
  try {
    await browser.does(() => signIn(given));
    return { code: 'signed-in' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, ...error.facts };
  }
}

function from(address: string, more: Readonly<Record<string, string>> = {}): Browser {
  return new Browser({ 'x-switchboard-peer': address, ...more });
}

async function wrongTries(browser: Browser, times: number, account: string = email): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    expect(await trySignIn(browser, { email: account, password: 'wrong' })).toEqual({
      code: 'wrong-credentials',
    });
  }
}

/** Records tries against one account after the other, counted as a sign-in counts them. */
async function triesFrom(address: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await recordAttempt([
      { kind: 'account', name: `guess-${i}@example.com` },
      { kind: 'address', name: address },
    ]);
  }
}

function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe.each(engines)('signing in, on %s', (engine) => {
  const portal = setupInstallation(engine);

  it('opens the portal with the right password, whatever the case of the e-mail', async () => {
    const browser = from('192.0.2.1');
    const token = await browser.does(() => signIn({ email: ` ${email.toUpperCase()} `, password }));
    await browser.does(() => giveSessionCookie(token));
    expect(await browser.does(() => readPortal())).toMatchObject({ email, role: 'Administrator' });
    expect(await portal.recorded()).toMatchObject([
      { action: 'session.sign-in', actor: email, outcome: 'applied' },
    ]);
  });

  it('gives each sign-in a session of its own', async () => {
    const browser = from('192.0.2.1');
    const first = await browser.does(() => signIn({ email, password }));
    const second = await browser.does(() => signIn({ email, password }));
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(Buffer.from(first.sessionId, 'base64url').length).toBeGreaterThanOrEqual(16);
  });

  it('says the same of a wrong password, an unknown account and a disabled one, and records the refusals', async () => {
    await database().updateTable('users').set({ disabled_at: 1 }).where('email', '=', email).execute();
    const browser = from('192.0.2.1');
    const answers = [
      await trySignIn(browser, { email: emailOf('Analyst'), password: 'wrong' }),
      await trySignIn(browser, { email: 'unknown@example.com', password }),
      await trySignIn(browser, { email, password }),
    ];
    expect(answers).toEqual(Array(3).fill({ code: 'wrong-credentials' }));
    expect(await database().selectFrom('sessions').selectAll().execute()).toEqual([]);
    expect((await portal.recorded()).map(({ action, actor, details }) => [action, actor, details])).toEqual([
      ['session.sign-in-refused', emailOf('Analyst'), '{"address":"192.0.2.1"}'],
      ['session.sign-in-refused', 'nobody', '{"address":"192.0.2.1"}'],
      ['session.sign-in-refused', email, '{"address":"192.0.2.1"}'],
    ]);
    // A user may have typed a password into the wrong field.
    expect(JSON.stringify(await portal.recorded()) + portal.logged()).not.toContain('unknown@example.com');
  });

  describe('records of guesses', () => {
    const refusals = async () =>
      (await portal.recorded()).map(({ actor, details }) => ({ actor, ...JSON.parse(details) }));

    it('are made of each one, at a known account and at an unknown one', async () => {
      await wrongTries(from('192.0.2.1'), 3);
      await wrongTries(from('192.0.2.2'), 3, 'unknown@example.com');
      expect(await refusals()).toEqual([
        ...Array(3).fill({ actor: email, address: '192.0.2.1' }),
        ...Array(3).fill({ actor: 'nobody', address: '192.0.2.2' }),
      ]);
    });

    it('are no way to fill the log: an address gets 29 in its first hour, however it spends them', async () => {
      const hour = Date.now() + 3_600_000;
      for (let guess = 0; Date.now() < hour; guess += 1) {
        const given = { email: `guess-${guess}@example.com`, password: 'wrong' };
        const { seconds = 0 } = await trySignIn(from('192.0.2.1'), given);
        pass(Number(seconds) * 1_000);
      }
      expect((await refusals()).length).toBeLessThanOrEqual(29);
    });
  });

  it.each([
    ['an e-mail with a line break in it', { email: 'first\n@example.com', password }],
    ['an e-mail with a command to the terminal', { email: '\u001b[2J@example.com', password }],
    ['an e-mail with the same in one character', { email: '\u009b2J@example.com', password }],
    ['no password', { email }],
    ['an empty password', { email, password: '' }],
    ['a password of 129 characters', { email, password: 'p'.repeat(129) }],
    ['a list of passwords', { email, password: [password] }],
    ['nothing', undefined],
  ])('takes %s for invalid', async (_, given) => {
    await expect(from('192.0.2.1').does(() => signIn.untrusted(given))).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await portal.recorded()).toEqual([]);
  });

  describe('slows down guessing', () => {
    it('lets six tries through, then not even the right password, until the wait is over', async () => {
      const browser = from('192.0.2.1');
      await wrongTries(browser, triesBeforeWait);
      expect(await trySignIn(browser, { email, password })).toEqual({ code: 'throttled', seconds: 15 });
      pass(15_001);
      expect(await trySignIn(browser, { email, password })).toEqual({ code: 'signed-in' });
    });

    it('doubles the wait with each further try', async () => {
      const browser = from('192.0.2.1');
      await wrongTries(browser, triesBeforeWait);
      pass(15_001);
      await wrongTries(browser, 1);
      expect(await trySignIn(browser, { email, password })).toEqual({ code: 'throttled', seconds: 30 });
    });

    it('counts a try before it looks at the password: many at once get no further than one by one', async () => {
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          trySignIn(from(`192.0.2.${i}`), { email: 'guessed@example.com', password: 'wrong' }),
        ),
      );
      const looked = answers.filter(({ code }) => code === 'wrong-credentials');
      expect(looked).toHaveLength(triesBeforeWait);
      expect(answers.filter(({ code }) => code === 'throttled')).toHaveLength(16 - triesBeforeWait);
    });

    it('blocks no user whose try began before another one and comes after it', async () => {
      const now = Date.now();
      const account = { kind: 'account', name: email } as const;
      for (let earlier = 0; earlier < triesBeforeWait - 1; earlier += 1) {
        vi.useFakeTimers({ toFake: ['Date'], now: now - earlier });
        await expect(recordAttempt([account])).resolves.toBeUndefined();
      }
    });

    it('remembers over a restart', async () => {
      await wrongTries(from('192.0.2.1'), triesBeforeWait);
      await portal.restart();
      expect((await trySignIn(from('192.0.2.1'), { email, password })).code).toBe('throttled');
    });

    it('leaves other accounts alone', async () => {
      await wrongTries(from('192.0.2.1'), triesBeforeWait, 'guessed@example.com');
      expect((await trySignIn(from('192.0.2.1'), { email, password })).code).toBe('signed-in');
    });

    it('follows an account from address to address', async () => {
      for (let i = 0; i < triesBeforeWait; i += 1) await wrongTries(from(`192.0.2.${i}`), 1);
      expect((await trySignIn(from('192.0.2.99'), { email, password })).code).toBe('throttled');
    });

    it('stops an address that tries one account after the other, and no other address', async () => {
      await triesFrom('192.0.2.1', freeTriesOfAddress);
      await wrongTries(from('192.0.2.1'), 1, 'guessed@example.com');
      expect((await trySignIn(from('192.0.2.1'), { email, password })).code).toBe('throttled');
      expect((await trySignIn(from('192.0.2.2'), { email, password })).code).toBe('signed-in');
    });

    it('takes all of one IPv6 network for one address, and its neighbour for another', async () => {
      await triesFrom('2001:db8:1:1::/64', freeTriesOfAddress);
      await wrongTries(from('2001:db8:1:1::1'), 1, 'guessed@example.com');
      const same = from('2001:db8:1:1:ffff:ffff:ffff:ffff');
      expect((await trySignIn(same, { email, password })).code).toBe('throttled');
      expect((await trySignIn(from('2001:db8:1:2::1'), { email, password })).code).toBe('signed-in');
    });

    it('believes no forwarded address as long as no proxy is configured', async () => {
      await triesFrom('192.0.2.1', freeTriesOfAddress);
      const spoofed = from('192.0.2.1', { 'x-forwarded-for': '198.51.100.100' });
      await wrongTries(spoofed, 1, 'guessed@example.com');
      const spoofer = from('192.0.2.1', { 'x-forwarded-for': '198.51.100.200' });
      expect((await trySignIn(spoofer, { email, password })).code).toBe('throttled');
    });

    it('believes the last of the forwarded addresses behind one proxy, and none before it', async () => {
      await portal.restart({ TRUSTED_PROXY_HOPS: '1' });
      await triesFrom('203.0.113.7', freeTriesOfAddress);
      const spoofed = from('192.0.2.1', { 'x-forwarded-for': '198.51.100.100, 203.0.113.7' });
      await wrongTries(spoofed, 1, 'guessed@example.com');
      const same = from('192.0.2.1', { 'x-forwarded-for': '198.51.100.200, 203.0.113.7' });
      const other = from('192.0.2.1', { 'x-forwarded-for': '203.0.113.7, 203.0.113.8' });
      expect((await trySignIn(same, { email, password })).code).toBe('throttled');
      expect((await trySignIn(other, { email, password })).code).toBe('signed-in');
    });

    it('forgives an account its tries after the right password, and the address only that one', async () => {
      await wrongTries(from('192.0.2.1'), 5);
      expect((await trySignIn(from('192.0.2.1'), { email, password })).code).toBe('signed-in');
      await wrongTries(from('192.0.2.1'), 5);
      const rows = await database().selectFrom('throttles').select('failures').orderBy('failures').execute();
      expect(rows.map(({ failures }) => failures)).toEqual([5, 10]);
    });

    it('forgets an hour after the last try', async () => {
      await wrongTries(from('192.0.2.1'), triesBeforeWait);
      pass(60 * 60_000 + 1);
      await wrongTries(from('192.0.2.1'), 1);
      const rows = await database().selectFrom('throttles').select('failures').execute();
      expect(rows.map(({ failures }) => failures)).toEqual([1, 1]);
    });

    it('stores neither the account nor the address that has failed', async () => {
      await wrongTries(from('192.0.2.1'), 1);
      const stored = JSON.stringify(await database().selectFrom('throttles').selectAll().execute());
      expect(stored).not.toContain(email);
      expect(stored).not.toContain('192.0.2.1');
    });
  });
});

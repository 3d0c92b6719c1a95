import { describe, expect, it } from 'vitest';
import { deviceCookie, giveDeviceCookie } from '../../auth/sessions/device-cookie';
import { deviceLifeMs } from '../../auth/sessions/devices';
import { digestToken } from '../../auth/sessions/token-digest';
import { recordAttempt } from '../../auth/throttle';
import { database } from '../../db/database';
import { AppError } from '../../errors';
import { administrator, engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { addUser } from './add-user';
import { signIn } from './sign-in';

type Given = { readonly email: string; readonly password: string };

const { email } = administrator;
const triesBeforeWait = 6;

describe.each(engines)('a browser in which a user has signed in, on %s', (engine) => {
  const portal = setupInstallation(engine);

  /** Returns how a sign-in ends. A browser keeps the cookie that it is given. */
  async function trySignIn(browser: Browser, given: Given = administrator): Promise<string> {
    try {
      await browser.does(async () => giveDeviceCookie((await signIn(given)).device));
      return 'signed-in';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.code;
    }
  }

  const wrong = { email, password: 'wrong' };

  async function guess(browser: Browser, times: number, given: Given = wrong): Promise<string[]> {
    const answers: string[] = [];
    for (let i = 0; i < times; i += 1) answers.push(await trySignIn(browser, given));
    return answers;
  }

  function browserAt(address: string, cookie?: string): Browser {
    const browser = new Browser({ 'x-switchboard-peer': address });
    if (cookie !== undefined) browser.cookies.set(deviceCookie().name, cookie);
    return browser;
  }

  async function knownBrowser(address = '192.0.2.1'): Promise<Browser> {
    const browser = browserAt(address);
    expect(await trySignIn(browser)).toBe('signed-in');
    return browser;
  }

  const cookieOf = (browser: Browser) => browser.cookies.get(deviceCookie().name) ?? '';
  const devices = () => database().selectFrom('devices').selectAll().execute();

  it('lets its owner in while the account is being guessed at from elsewhere', async () => {
    const owner = await knownBrowser();
    await guess(browserAt('192.0.2.66'), triesBeforeWait);
    expect(await trySignIn(browserAt('192.0.2.1'))).toBe('throttled');
    expect(await trySignIn(owner)).toBe('signed-in');
    expect(await trySignIn(browserAt('192.0.2.66'))).toBe('throttled');
  });

  it('lets its owner in while others guess from the very same address', async () => {
    const owner = await knownBrowser('192.0.2.66');
    for (let i = 0; i < 21; i += 1) {
      await recordAttempt([
        { kind: 'account', name: `guess-${i}@example.com` },
        { kind: 'address', name: '192.0.2.66' },
      ]);
    }
    expect(await trySignIn(browserAt('192.0.2.66'))).toBe('throttled');
    expect(await trySignIn(owner)).toBe('signed-in');
  });

  it('still asks for the password', async () => {
    const owner = await knownBrowser();
    expect(await trySignIn(owner, wrong)).toBe('wrong-credentials');
  });

  it('has a number of tries of its own, wherever its cookie is taken', async () => {
    const stolen = cookieOf(await knownBrowser());
    const answers: string[] = [];
    for (let i = 0; i < triesBeforeWait + 2; i += 1)
      answers.push(...(await guess(browserAt(`192.0.2.${i}`, stolen), 1)));
    expect(answers).toEqual([
      ...Array(triesBeforeWait).fill('wrong-credentials'),
      ...Array(2).fill('throttled'),
    ]);
    expect(await trySignIn(browserAt('192.0.2.9', stolen))).toBe('throttled');
    expect(await trySignIn(browserAt('192.0.2.9'))).toBe('signed-in');
  });

  it('is another one at each sign-in, and a copy of the cookie before is worth nothing', async () => {
    const owner = await knownBrowser();
    const stolen = cookieOf(owner);
    expect(await trySignIn(owner)).toBe('signed-in');
    expect(cookieOf(owner)).not.toBe(stolen);
    expect(await devices()).toHaveLength(1);
    await guess(browserAt('192.0.2.66'), triesBeforeWait);
    expect(await trySignIn(browserAt('192.0.2.1', stolen))).toBe('throttled');
  });

  it('is no longer known once its person has been given a new password', async () => {
    const person = emailOf('Analyst');
    const first = await addUser({ email: person, role: 'Analyst' });
    const browser = browserAt('192.0.2.1');
    expect(await trySignIn(browser, first)).toBe('signed-in');
    const second = await addUser({ email: person, role: 'Analyst' });
    expect(await devices()).toEqual([]);
    await guess(browserAt('192.0.2.66'), triesBeforeWait, { email: person, password: 'wrong' });
    expect(await trySignIn(browser, second)).toBe('throttled');
  });

  it('is no longer known while its person is disabled', async () => {
    const owner = await knownBrowser();
    await database().updateTable('users').set({ disabled_at: 1 }).where('email', '=', email).execute();
    await guess(browserAt('192.0.2.66'), triesBeforeWait);
    expect(await trySignIn(owner)).toBe('throttled');
  });

  it.each([
    ['older than half a year', -deviceLifeMs - 1_000],
    ['from the future, since a clock was set back', 60_000],
  ])('is no longer known with a cookie %s', async (_, shift) => {
    const owner = await knownBrowser();
    await database()
      .updateTable('devices')
      .set({ created_at: Date.now() + shift })
      .execute();
    await guess(browserAt('192.0.2.66'), triesBeforeWait);
    expect(await trySignIn(owner)).toBe('throttled');
  });

  it('can’t be made up, nor be another person’s, nor come from a stolen database', async () => {
    const [token = '', signature = ''] = cookieOf(await knownBrowser()).split('.');
    const analyst = await addUser({ email: emailOf('Analyst'), role: 'Analyst' });
    const foreign = browserAt('192.0.2.1');
    expect(await trySignIn(foreign, analyst)).toBe('signed-in');
    const [first] = await devices();
    // This row is written by an attacker who has the database and not the key.
    const forged = `${token}.${'A'.repeat(43)}`;
    const { id } = await database()
      .selectFrom('users')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    await database()
      .insertInto('devices')
      .values({ digest: digestToken(forged), user_id: id, created_at: Date.now() })
      .execute();

    await guess(browserAt('192.0.2.66'), triesBeforeWait);
    const cookies = [
      cookieOf(foreign),
      forged,
      `${token}.`,
      token,
      `.${signature}`,
      first?.digest ?? '',
      '',
      '.',
    ];
    for (const cookie of cookies) {
      expect(await trySignIn(browserAt('192.0.2.1', cookie)), cookie).toBe('throttled');
    }
    expect(await trySignIn(browserAt('192.0.2.1', `${token}.${signature}`))).toBe('signed-in');
  });

  it('is in the database as a digest of its cookie, and has one bound to this host under https', async () => {
    const cookie = cookieOf(await knownBrowser());
    expect(Buffer.from(cookie.split('.')[0] ?? '', 'base64url').length).toBeGreaterThanOrEqual(16);
    const [device] = await devices();
    expect(device?.digest).toBe(digestToken(cookie));
    expect(deviceCookie().name).toBe('switchboard.device');
    await portal.restart({ APP_URL: 'https://switchboard.example.com' });
    expect(deviceCookie()).toEqual({
      name: '__Host-switchboard.device',
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true, maxAge: deviceLifeMs / 1000 },
    });
  });

  it('is one of twenty at most of a person, the latest', async () => {
    const first = await knownBrowser();
    const [device] = await devices();
    const others = Array.from({ length: 19 }, (_, i) => ({
      digest: `other-${i}`,
      user_id: device?.user_id ?? '',
      created_at: (device?.created_at ?? 0) + 1,
    }));
    await database().insertInto('devices').values(others).execute();
    await knownBrowser();
    expect(await devices()).toHaveLength(20);
    await guess(browserAt('192.0.2.66'), triesBeforeWait);
    expect(await trySignIn(first)).toBe('throttled');
  });
});

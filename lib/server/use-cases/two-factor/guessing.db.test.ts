import { beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceCookie, giveDeviceCookie } from '../../auth/sessions/device-cookie';
import { blockMs, recordAttempt } from '../../auth/throttle';
import { giveTicketCookie } from '../../auth/two-factor/ticket-cookie';
import { createTicket } from '../../auth/two-factor/tickets';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { givePassword, password } from '../../testing/people';
import { type AuthenticatorApp, codeOf, givePasswordOf, switchOn } from '../../testing/two-factor';
import { addUser } from '../users/add-user';
import { proveFreshSignIn } from '../users/prove-fresh-sign-in';
import { signIn } from '../users/sign-in';
import { finishSignIn } from './finish-sign-in';
import { switchTwoFactorOff } from './own-two-factor';

const guesses = process.env.TEST_LONG === '1' ? 10_000 : 300;
const triesOfAccount = 6;
const triesOfAddress = 21;
/** The figure of SECURITY.md. */
const triesInDay = 243;
const accounts = ['Analyst', 'Developer', 'Advisor'] as const;

describe.each(engines)('guessing at codes, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let owner: Browser;
  let app: AuthenticatorApp;

  beforeEach(async () => {
    for (const role of accounts) {
      await givePassword(role);
      const browser = await portal.signInAs(role);
      const switchedOn = await switchOn(browser);
      if (role === 'Analyst') [owner, app] = [browser, switchedOn];
    }
    // A block ends with time: all guesses come at one moment.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  });

  const at = (address: string) => new Browser({ 'x-switchboard-peer': address });
  const finish = (browser: Browser, code: string) => codeOf(browser.does(() => finishSignIn({ code })));

  /** Gives a ticket without the cost of a password for each guess. */
  async function withTicket(role: (typeof accounts)[number], browser: Browser): Promise<Browser> {
    const holder = await database()
      .selectFrom('users')
      .select(['id', 'password_hash', 'role'])
      .where('email', '=', emailOf(role))
      .executeTakeFirstOrThrow();
    await browser.does(async () => giveTicketCookie(await createTicket(holder)));
    return browser;
  }

  it(`${guesses} of them, with changing accounts, addresses and tickets, are answered ${triesOfAccount} for each account`, async () => {
    const answers = new Map<string, number>();
    for (let guess = 0; guess < guesses; guess += 1) {
      const role = accounts[guess % accounts.length] ?? 'Analyst';
      const browser = await withTicket(role, at(`192.0.${guess % 250}.${guess % 199}`));
      browser.headers.set('x-forwarded-for', `198.51.100.${guess % 250}`);
      const code =
        guess % 2 ? String(guess).padStart(6, '0') : `aaaaa-aaaaa-aaaaa-${String(guess).padStart(5, 'a')}`;
      const answer = await finish(browser, code);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    const answered = triesOfAccount * accounts.length;
    expect(Object.fromEntries(answers)).toEqual({ 'wrong-code': answered, throttled: guesses - answered });
  }, 600_000);

  it(`spaced over a day as well as can be, at most ${triesInDay} of them are answered`, async () => {
    const end = Date.now() + 86_400_000;
    let answered = 0;
    while (Date.now() < end) {
      for (let guess = 1; guess <= 11 && Date.now() < end; guess += 1) {
        const browser = await withTicket('Analyst', at(`192.0.2.${answered}`));
        expect(await finish(browser, '000000')).toBe('wrong-code');
        answered += 1;
        vi.setSystemTime(Date.now() + blockMs(guess - triesOfAccount + 1) + 1);
      }
      // One that is made as soon as it may be is sooner forgotten than the next ones are due.
      vi.setSystemTime(Date.now() - blockMs(11 - triesOfAccount + 1) + 3_600_000);
    }
    expect(answered).toBeLessThanOrEqual(triesInDay);
    expect(answered).toBeGreaterThan(triesInDay - 10);
  }, 600_000);

  it('from one address is slowed down over all accounts', async () => {
    for (let guess = 0; guess < triesOfAddress; guess += 1) {
      await recordAttempt([
        { kind: 'code', name: `of-user-${guess}` },
        { kind: 'address', name: '192.0.2.66' },
      ]);
    }
    expect(await finish(await withTicket('Analyst', at('192.0.2.66')), await app.code())).toBe('throttled');
    expect(await finish(await withTicket('Analyst', at('192.0.2.1')), await app.code())).toBe('done');
  });

  describe('up to the limit', () => {
    beforeEach(async () => {
      for (let guess = 0; guess < triesOfAccount; guess += 1) {
        const browser = await withTicket('Analyst', at(`198.51.100.${guess}`));
        expect(await finish(browser, '000000')).toBe('wrong-code');
      }
    });

    it('lets not even the right code in, by any door, nor uses it up', async () => {
      const code = await app.code();
      const [recovery = ''] = app.recoveryCodes;
      expect(await finish(await withTicket('Analyst', at('192.0.2.1')), code)).toBe('throttled');
      expect(await finish(await withTicket('Analyst', at('192.0.2.1')), recovery)).toBe('throttled');
      const whole = { email: emailOf('Analyst'), password, code };
      expect(await codeOf(at('192.0.2.1').does(() => signIn(whole)))).toBe('throttled');
      expect(await codeOf(owner.does(() => proveFreshSignIn({ password, code })))).toBe('throttled');
      expect(await codeOf(owner.does(() => switchTwoFactorOff({ code })))).toBe('throttled');
      vi.setSystemTime(Date.now() + 15_001);
      expect(await finish(await withTicket('Analyst', at('192.0.2.1')), code)).toBe('done');
    });

    it('is lifted by the command for users, which makes the browsers of the account unknown', async () => {
      const added = await addUser({ email: emailOf('Analyst'), role: 'Analyst' });
      const whole = { email: added.email, password: added.password, code: await app.code() };
      expect(await codeOf(at('192.0.2.1').does(() => signIn(whole)))).toBe('done');
    });

    it('is not taken back by a right password', async () => {
      const browser = await givePasswordOf('Analyst', at('192.0.2.1'));
      expect(await finish(browser, await app.code())).toBe('throttled');
    });
  });

  it('lets the owner in from a browser that the account knows, which has tries of its own', async () => {
    const known = at('192.0.2.1');
    const signInThere = { email: emailOf('Analyst'), password, code: await app.code() };
    await known.does(async () => giveDeviceCookie((await signIn(signInThere)).device));
    for (let guess = 0; guess < triesOfAccount + 1; guess += 1) {
      await finish(await withTicket('Analyst', at(`198.51.100.${guess}`)), '000000');
    }
    const stranger = await withTicket('Analyst', at('192.0.2.1'));
    expect(await finish(stranger, await app.code(1))).toBe('throttled');
    await givePasswordOf('Analyst', known);
    expect(await finish(known, await app.code(1))).toBe('done');

    const cookie = known.cookies.get(deviceCookie().name) ?? '';
    const answers: string[] = [];
    for (let guess = 0; guess < triesOfAccount + 2; guess += 1) {
      const thief = await withTicket('Analyst', at(`203.0.113.${guess}`));
      thief.cookies.set(deviceCookie().name, cookie);
      answers.push(await finish(thief, '000000'));
    }
    expect(answers.filter((answer) => answer === 'throttled').length).toBeGreaterThanOrEqual(2);
  });
});

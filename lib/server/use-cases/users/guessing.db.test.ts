import { describe, expect, it, vi } from 'vitest';
import { deviceCookie } from '../../auth/sessions/device-cookie';
import { database } from '../../db/database';
import { codeOf, other, password, tokenOf, withAda } from '../../testing/ada';
import { administrator, engines, setupInstallation } from '../../testing/installation';
import { emailOf } from '../../testing/names';
import { Browser } from '../../testing/next-headers';
import { acceptInvitation, readInvitation } from './accept-invitation';
import { createPasswordLink, readPasswordLink, setNewPassword } from './password-link';
import { signIn } from './sign-in';

// One hour of guesses, spread evenly. Only the clock of the process is moved, which is the one that the pauses go by.

const guesses = process.env.TEST_LONG === '1' ? 10_000 : 400;
const hourMs = 3_600_000;
/** The figures of SECURITY.md for the first hour. */
const most = { ofAddress: 29, ofAccount: 14, ofDevice: 14 };

type Guess = (number: number) => Promise<string>;

/** Returns how many of the guesses were answered by anything but the pause. */
async function answered(guess: Guess): Promise<number> {
  const from = Date.now();
  const codes: string[] = [];
  for (let number = 0; number < guesses; number += 1) {
    vi.useFakeTimers({ toFake: ['Date'], now: from + Math.floor((number * hourMs) / guesses) });
    codes.push(await guess(number));
  }
  expect([...new Set(codes)].sort()).toEqual(expect.arrayContaining(['throttled']));
  expect(codes).not.toContain('done');
  return codes.filter((code) => code !== 'throttled').length;
}

/** Claims another address with each request. */
const forged = (number: number) => ({
  'x-forwarded-for': `203.0.113.${number % 256}, 198.51.100.${number % 256}`,
  'x-real-ip': `203.0.113.${number % 256}`,
  forwarded: `for=203.0.113.${number % 256}`,
});

const wrong = (browser: Browser, email: string) =>
  codeOf(browser.does(() => signIn({ email, password: 'not the password' })));

describe.each(engines)(`${guesses} guesses in an hour, on %s`, (engine) => {
  const portal = setupInstallation(engine);
  const { addAda, administrator: bossOf, enter, inviteAda } = withAda(portal);

  const accounts = (number: number) =>
    number % 3 === 0 ? administrator.email : number % 3 === 1 ? emailOf('Analyst') : `${number}@example.com`;

  it('from one address, at changing accounts, with forged addresses: no more are answered than is written', async () => {
    const { device } = await new Browser().does(() => signIn(administrator));
    const tries = await answered((number) =>
      wrong(new Browser({ 'x-switchboard-peer': '192.0.2.66', ...forged(number) }), accounts(number)),
    );
    expect(tries).toBeLessThanOrEqual(most.ofAddress);
    expect(tries).toBeGreaterThan(20);
    // The owner, at the very same address, comes from a browser that is known.
    const owner = new Browser({ 'x-switchboard-peer': '192.0.2.66' });
    owner.cookies.set(deviceCookie().name, device);
    expect(await codeOf(owner.does(() => signIn(administrator)))).toBe('done');
  }, 900_000);

  it('behind a proxy: what a caller writes before its address counts for nothing', async () => {
    await portal.restart({ TRUSTED_PROXY_HOPS: '1' });
    const tries = await answered((number) => {
      const claimed = { 'x-forwarded-for': `203.0.113.${number % 256}, 192.0.2.66` };
      return wrong(new Browser({ 'x-switchboard-peer': '10.0.0.1', ...claimed }), accounts(number));
    });
    expect(tries).toBeLessThanOrEqual(most.ofAddress);
  }, 900_000);

  it('at one account, each from an address of its own: no more are answered, and its owner waits 15 minutes at most', async () => {
    const { device } = await new Browser().does(() => signIn(administrator));
    const tries = await answered((number) =>
      wrong(new Browser({ 'x-switchboard-peer': `2001:db8:${number.toString(16)}::1` }), administrator.email),
    );
    expect(tries).toBeLessThanOrEqual(most.ofAccount);
    const known = new Browser({ 'x-switchboard-peer': '192.0.2.1' });
    known.cookies.set(deviceCookie().name, device);
    expect(await codeOf(known.does(() => signIn(administrator)))).toBe('done');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 + 1 });
    const elsewhere = new Browser({ 'x-switchboard-peer': '192.0.2.2' });
    expect(await codeOf(elsewhere.does(() => signIn(administrator)))).toBe('done');
  }, 900_000);

  it('with the stolen cookie of a known browser: no more than at an account', async () => {
    const { device } = await new Browser().does(() => signIn(administrator));
    const tries = await answered((number) => {
      const thief = new Browser({ 'x-switchboard-peer': `2001:db8:${number.toString(16)}::1` });
      thief.cookies.set(deviceCookie().name, device);
      return wrong(thief, administrator.email);
    });
    expect(tries).toBeLessThanOrEqual(most.ofDevice);
  }, 900_000);

  it('at links, by their pages and their forms: no more are answered, on record once a minute', async () => {
    const invitation = await inviteAda();
    const ways: readonly ((token: string) => Promise<unknown>)[] = [
      (token) => readInvitation({ token }),
      (token) => acceptInvitation({ token, name: 'Mallory', password }),
      (token) => readPasswordLink({ token }),
      (token) => setNewPassword({ token, password }),
    ];
    const begun = performance.now();
    const tries = await answered((number) => {
      const way = ways[number % ways.length] as (typeof ways)[number];
      const guesser = new Browser({ 'x-switchboard-peer': '192.0.2.66', ...forged(number) });
      return codeOf(guesser.does(() => way(`guess-${number}`)));
    });
    expect(tries).toBeLessThanOrEqual(most.ofAddress);
    const refusals = (await portal.recorded()).filter(({ action }) => action === 'access.denied');
    expect(refusals[0]).toMatchObject({ actor: 'nobody', details: '{"address":"192.0.2.66"}' });
    expect(refusals.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - begun) / 60_000));
    const [counted] = await database().selectFrom('refusals').select('unrecorded').execute();
    expect(counted?.unrecorded).toBeGreaterThan(0);

    // Those who were sent a link use it from elsewhere.
    vi.useRealTimers();
    const reader = new Browser({ 'x-switchboard-peer': '192.0.2.1' });
    const accept = () => acceptInvitation({ token: invitation, name: 'Ada', password });
    expect(await codeOf(reader.does(accept))).toBe('done');
    const user = await addAda();
    const { url } = await (await bossOf()).does(() => createPasswordLink({ user }));
    const choose = () => setNewPassword({ token: tokenOf(url), password: other });
    expect(await codeOf(reader.does(choose))).toBe('done');
    expect(await codeOf(enter(other))).toBe('done');
  }, 900_000);
});

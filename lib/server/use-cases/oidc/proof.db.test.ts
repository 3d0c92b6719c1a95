import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { sessionCookie } from '../../auth/sessions/session-token';
import { database } from '../../db/database';
import { codeOf } from '../../testing/ada';
import { engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { startRealProvider, visitProvider } from '../../testing/oidc/real-provider';
import { begin, comeBack, forgetUser, signInAt, viewerOf } from '../../testing/oidc/visiting';
import { givePassword } from '../../testing/people';
import { readFreshSignIn } from '../users/prove-fresh-sign-in';
import { beginProof } from './begin';

const issuer = await startHostileIssuer();
const provider = await startRealProvider();
afterAll(() => Promise.all([issuer.close(), provider.close()]));

const seconds = (ago = 0) => Math.floor(Date.now() / 1000) - ago;
const end = (result: string) => `/sign-in/proof?result=${result}`;

async function isFresh(browser: Browser): Promise<boolean> {
  const viewer = await viewerOf(browser);
  if (!viewer) throw new Error('not signed in');
  return (await codeOf(requireFreshSignIn(viewer))) === 'done';
}

const startProof = async (browser: Browser) => (await browser.does(() => beginProof())).location;

describe.each(engines)('a proof at the issuer, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(issuer.url));

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
    await forgetUser('grace@lender.example');
  });

  async function prove(browser: Browser, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const location = await startProof(browser);
    issuer.lies = { claims };
    return comeBack(browser, issuer.authorize(location));
  }

  it('asks the issuer to sign the user in again, and to say when it did', async () => {
    const { browser } = await signInAt(issuer);
    const asked = Object.fromEntries(new URL(await startProof(browser)).searchParams);
    expect(asked).toMatchObject({ prompt: 'login', max_age: '0', code_challenge_method: 'S256' });
  });

  it('stamps this very session, keeps it and its cookie, and stamps no other', async () => {
    const [{ browser }, elsewhere] = [await signInAt(issuer), await signInAt(issuer)];
    expect(await isFresh(browser)).toBe(false);
    const [viewer, cookie] = [await viewerOf(browser), browser.cookies.get(sessionCookie().name)];
    const sessions = () => database().selectFrom('sessions').select('id').orderBy('id').execute();
    const before = await sessions();
    expect(await prove(browser, { auth_time: seconds() })).toBe(end('done'));
    expect(await isFresh(browser)).toBe(true);
    expect(await isFresh(elsewhere.browser)).toBe(false);
    expect(await viewerOf(browser)).toEqual(viewer);
    expect(browser.cookies.get(sessionCookie().name)).toBe(cookie);
    expect(await sessions()).toEqual(before);
    expect((await portal.recorded()).at(-1)).toMatchObject({ action: 'session.fresh-sign-in' });
  });

  it.each([
    ['without a time', {}, 'authtime'],
    ['with a time that is a text', { auth_time: 'now' }, 'answer'],
    ['of an hour ago', { auth_time: seconds(3_600) }, 'stale'],
    ['of two minutes ago', { auth_time: seconds(120) }, 'stale'],
    ['of an hour ahead', { auth_time: seconds(-3_600) }, 'stale'],
    ['of another subject', { sub: 'another', auth_time: seconds() }, 'subject'],
    ['of another issuer', { iss: 'https://issuer.example', auth_time: seconds() }, 'answer'],
  ] as const)('is refused %s', async (_, claims, reason) => {
    const { browser } = await signInAt(issuer);
    expect(await prove(browser, claims)).toBe(end(reason));
    expect(await isFresh(browser)).toBe(false);
    expect((await portal.recorded()).at(-1)?.action).toMatch(/^session\.(fresh-)?sign-in-refused$/);
  });

  it('stamps no session but the one that asked, and none that is over', async () => {
    const { browser } = await signInAt(issuer);
    const other = await signInAt(issuer);
    const location = await startProof(browser);
    issuer.lies = { claims: { auth_time: seconds() } };
    for (const [name, value] of browser.cookies) {
      if (name.includes('oidc')) other.browser.cookies.set(name, value);
    }
    expect(await comeBack(other.browser, issuer.authorize(location))).toBe(end('session'));
    expect(await isFresh(other.browser)).toBe(false);
    const next = await startProof(browser);
    await database().deleteFrom('sessions').execute();
    expect(await comeBack(browser, issuer.authorize(next))).toBe(end('session'));
  });

  it('decides the role like any sign-in, and ends the sessions of a user whose groups have none', async () => {
    issuer.lies = { claims: { groups: ['admins'] } };
    const { browser } = await signInAt(issuer);
    expect((await viewerOf(browser))?.role).toBe('Administrator');
    expect(await prove(browser, { groups: ['analysts'], auth_time: seconds() })).toBe(end('done'));
    expect((await viewerOf(browser))?.role).toBe('Analyst');
    expect(await prove(browser, { groups: ['staff'], auth_time: seconds() })).toBe('/sign-in?oidc=group');
    expect(await viewerOf(browser)).toBeNull();
    const recorded = (await portal.recorded()).map(({ action }) => action);
    expect(recorded.slice(-3)).toEqual([
      'user.role-changed',
      'session.fresh-sign-in',
      'session.sign-in-refused',
    ]);
  });

  it('is begun at the wish of no other site', async () => {
    const { browser } = await signInAt(issuer);
    for (const site of ['cross-site', 'same-site', 'none']) {
      browser.headers.set('sec-fetch-site', site);
      expect(await startProof(browser), site).toBe(end('state'));
    }
    browser.headers.set('sec-fetch-site', 'same-origin');
    expect(await startProof(browser)).toContain(issuer.url);
  });

  it('is no sign-in: its way back makes no session for a browser without one', async () => {
    const { browser } = await signInAt(issuer);
    const location = await startProof(browser);
    issuer.lies = { claims: { auth_time: seconds() } };
    browser.cookies.delete(sessionCookie().name);
    expect(await comeBack(browser, issuer.authorize(location))).toBe(end('session'));
    expect(await viewerOf(browser)).toBeNull();
  });

  it('is not offered to an account that isn’t linked, and the ways that there are are named', async () => {
    await givePassword('Developer');
    const developer = await portal.signInAs('Developer');
    expect(await startProof(developer)).toBe(end('subject'));
    const { browser } = await signInAt(issuer);
    const methods = async (who: Browser) => (await who.does(() => readFreshSignIn())).methods;
    expect(await methods(developer)).toEqual({ password: true, code: false, issuer: null });
    expect(await methods(browser)).toEqual({ password: false, code: false, issuer: 'Lender SSO' });
  });

  it('is given with the sign-in only if the issuer has asked for it just then', async () => {
    issuer.lies = { claims: { auth_time: seconds() } };
    expect(await isFresh((await signInAt(issuer)).browser)).toBe(true);
    issuer.lies = { claims: { auth_time: seconds(600) } };
    expect(await isFresh((await signInAt(issuer)).browser)).toBe(false);
  });

  it('is given by a real provider, which asks again although its own session is open', async () => {
    await portal.restart({ OIDC_ISSUER: provider.url });
    const claims = { email_verified: true, groups: ['analysts'] };
    provider.people.set('grace', { ...claims, email: 'grace@lender.example' });
    provider.people.set('other', { ...claims, email: 'other@lender.example' });
    const [browser, jar] = [new Browser(), new Map<string, string>()];
    await comeBack(browser, await visitProvider(await begin(browser), 'grace', jar));
    const again = await visitProvider(await startProof(browser), 'grace', jar);
    expect(await comeBack(browser, again)).toBe(end('done'));
    expect(await isFresh(browser)).toBe(true);
    const another = await visitProvider(await startProof(browser), 'other');
    expect(await comeBack(browser, another)).toBe(end('subject'));
  });
});

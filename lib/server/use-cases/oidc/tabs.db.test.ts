import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { begin, comeBack, forgetUser, refused, signInAt, viewerOf } from '../../testing/oidc/visiting';
import { beginProof } from './begin';

const issuer = await startHostileIssuer();
afterAll(() => issuer.close());

describe.each(engines)('tabs of one browser at the issuer, on %s', (engine) => {
  setupInstallation(engine, oidcSettings(issuer.url));
  const waiting = (browser: Browser) =>
    [...browser.cookies.keys()].filter((name) => name.includes('oidc')).length;

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
  });

  it('each come back, in whatever order, and to the page that each had asked for', async () => {
    const browser = new Browser();
    const first = issuer.authorize(await begin(browser, '/settings/account'));
    const second = issuer.authorize(await begin(browser, '/settings'));
    expect(await comeBack(browser, second)).toBe('/settings');
    expect(await comeBack(browser, first)).toBe('/settings/account');
    expect(waiting(browser)).toBe(0);
  });

  it('are not disturbed by a return that belongs to none of them', async () => {
    const browser = new Browser();
    const search = issuer.authorize(await begin(browser));
    for (const foreign of ['', '?state=', '?state=a&code=b', '?error=access_denied']) {
      expect(await comeBack(browser, foreign)).toBe(refused('state'));
    }
    expect(await comeBack(browser, search)).toBe('/');
  });

  it('take no return of one another: the nonce and verifier are those of the state', async () => {
    const browser = new Browser();
    const [first, second] = [issuer.authorize(await begin(browser)), issuer.authorize(await begin(browser))];
    const swapped = new URLSearchParams(first);
    swapped.set('code', new URLSearchParams(second).get('code') ?? '');
    expect(await comeBack(browser, `?${swapped}`)).toBe(refused('answer'));
    expect(await viewerOf(browser)).toBeNull();
  });

  it('prove who one is next to a sign-in that was begun', async () => {
    const { browser } = await signInAt(issuer);
    issuer.lies = { claims: { auth_time: Math.floor(Date.now() / 1000) } };
    const { location } = await browser.does(() => beginProof());
    const signIn = issuer.authorize(await begin(browser));
    expect(await comeBack(browser, issuer.authorize(location))).toBe('/sign-in/proof?result=done');
    expect(await comeBack(browser, signIn)).toBe('/');
  });

  it('are four at most: the fifth takes the place of the eldest, for a request has a longest head', async () => {
    const browser = new Browser();
    const searches: string[] = [];
    for (let tab = 0; tab < 6; tab += 1) searches.push(issuer.authorize(await begin(browser)));
    expect(waiting(browser)).toBe(4);
    expect(await comeBack(browser, searches.at(-1) ?? '')).toBe('/');
  });

  it('sign in from a page with a long address, which a cookie could not hold', async () => {
    const long = `/settings/activity?search=${'a'.repeat(3_000)}`;
    expect(await signInAt(issuer, new Browser(), long)).toMatchObject({ location: '/', viewer: {} });
    const kept = `/settings?a=${'a'.repeat(1_400)}`;
    expect((await signInAt(issuer, new Browser(), kept)).location).toBe(kept);
  });
});

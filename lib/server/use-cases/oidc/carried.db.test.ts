import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sessionCookie } from '../../auth/sessions/session-token';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { client, oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { begin, comeBack, forgetUser, refused, signInAt, viewerOf } from '../../testing/oidc/visiting';

const issuer = await startHostileIssuer();
afterAll(() => issuer.close());

describe.each(engines)('what a sign-in at the issuer carries, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(issuer.url));

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
  });

  it('is in no log, no activity, no table and no address of Switchboard', async () => {
    const browser = new Browser();
    const [location, failing] = [await begin(browser), await begin(browser)];
    const searches = [issuer.authorize(location), issuer.authorize(failing)] as const;
    const cookies = [...browser.cookies.values()];
    const ends = [await comeBack(browser, searches[0])];
    issuer.lies = { claims: { nonce: 'another' } };
    ends.push(await comeBack(browser, searches[1]));
    expect(ends).toEqual(['/', refused('answer')]);
    const carried = [location, failing].flatMap((address) => {
      const asked = new URL(address).searchParams;
      return [asked.get('state'), asked.get('nonce'), asked.get('code_challenge')];
    });
    const codes = searches.map((search) => new URLSearchParams(search).get('code'));
    const states = await database().selectFrom('used_sign_in_states').selectAll().execute();
    const kept = JSON.stringify([ends, portal.logged(), await portal.recorded(), states]);
    for (const secret of [...carried, ...codes, ...cookies, client.secret, 'an access token', 'eyJ']) {
      expect(secret).toBeTruthy();
      expect(kept, secret ?? '').not.toContain(secret);
    }
    expect(states).toHaveLength(2);
  });

  it('is a cookie of this very host under https', async () => {
    await portal.restart({ APP_URL: 'https://portal.lender.example', HOST: '127.0.0.1' });
    const browser = new Browser({ 'x-forwarded-host': 'portal.lender.example' });
    const location = await begin(browser);
    expect(new URL(location).searchParams.get('redirect_uri')).toBe(
      'https://portal.lender.example/api/sign-in/oidc/callback',
    );
    expect([...browser.cookies.keys()]).toEqual([expect.stringMatching(/^__Host-switchboard\.oidc\./)]);
  });

  it('takes over no session that the browser has: a new one is given, and the old one stays its user’s', async () => {
    const browser = await portal.signInAs('Developer');
    const planted = browser.cookies.get(sessionCookie().name);
    const before = await viewerOf(browser);
    const { viewer } = await signInAt(issuer, browser);
    expect(viewer).toMatchObject({ email: person.email });
    expect(viewer?.sessionId).not.toBe(before?.sessionId);
    const elsewhere = new Browser();
    elsewhere.cookies.set(sessionCookie().name, planted ?? '');
    expect(await viewerOf(elsewhere)).toEqual(before);
  });
});

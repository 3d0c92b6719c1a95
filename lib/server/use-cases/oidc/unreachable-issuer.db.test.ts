import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../testing/ada';
import { administrator, engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { begin, comeBack, forgetUser, refused, signInAt } from '../../testing/oidc/visiting';
import { signIn } from '../users/sign-in';
import { readSignInMethods } from './sign-in-methods';

const issuer = await startHostileIssuer();
afterAll(() => issuer.close());

const discoveryPath = '/.well-known/openid-configuration';
const mostMs = 4_000;

describe.each(engines)('an issuer that is down or floods, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(issuer.url));

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
  });

  it('holds up no password, and is offered again once it is back', async () => {
    await portal.restart({ OIDC_ISSUER: 'http://127.0.0.1:9' });
    const browser = new Browser();
    expect(await begin(browser)).toBe(refused('unavailable'));
    expect(await browser.does(() => readSignInMethods())).toEqual({ passwords: true, issuer: 'Lender SSO' });
    expect(await codeOf(browser.does(() => signIn(administrator)))).toBe('done');
    await portal.restart();
    expect((await signInAt(issuer)).viewer).not.toBeNull();
  });

  it.each(['/token', '/jwks', '/userinfo'])(
    'reads as unreachable while %s fails, not as a liar',
    async (path) => {
      await signInAt(issuer);
      await portal.restart();
      issuer.lies = { failing: [path], claims: { groups: undefined } };
      expect((await signInAt(issuer)).location).toBe(refused('unavailable'));
      expect(portal.logged()).toContain('server-error');
    },
  );

  it.each(
    [discoveryPath, '/jwks', '/token', '/userinfo'].flatMap((path) =>
      (['fast', 'packed', 'slow'] as const).map((way) => [path, way] as const),
    ),
  )('is cut off at %s, sending without an end: %s', async (path, way) => {
    await portal.restart();
    issuer.lies = { endless: { [path]: way }, claims: { groups: undefined } };
    const begun = performance.now();
    const { location } = await signInAtOrNot();
    const isTold = way === 'slow' || path === discoveryPath;
    expect(location).toBe(refused(isTold ? 'unavailable' : 'answer'));
    expect(performance.now() - begun).toBeLessThan(mostMs);
    expect(portal.logged()).toContain(way === 'slow' ? 'no-answer' : 'BodyTooLarge');
  });

  it('is named in the log by what the standard calls its error, and by nothing else of it', async () => {
    const browser = new Browser();
    issuer.lies = { returned: { code: 'another' } };
    await comeBack(browser, issuer.authorize(await begin(browser)));
    expect(portal.logged()).toContain('invalid_grant');
    issuer.lies = { returned: { code: undefined, error: 'Über\nname', error_description: 'a secret' } };
    await comeBack(browser, issuer.authorize(await begin(browser)));
    expect(portal.logged()).not.toMatch(/ber|a secret/);
  });

  async function signInAtOrNot() {
    const browser = new Browser();
    const location = await begin(browser);
    if (!location.startsWith(issuer.url)) return { location };
    return { location: await comeBack(browser, issuer.authorize(location)) };
  }
});

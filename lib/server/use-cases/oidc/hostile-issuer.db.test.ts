import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { begin, comeBack, forgetUser, refused, signInAt, viewerOf } from '../../testing/oidc/visiting';

const issuer = await startHostileIssuer();
afterAll(() => issuer.close());

const discoveryPath = '/.well-known/openid-configuration';
const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1000) - 60 * minutes;

describe.each(engines)('an issuer that lies, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(issuer.url));
  const isEmpty = async () =>
    (await database().selectFrom('user_identities').selectAll().execute()).length === 0;

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
  });

  it('signs a user in as long as it is right, so that the lies below could', async () => {
    const { viewer, location } = await signInAt(issuer, new Browser(), '/settings/account');
    expect(viewer).toMatchObject({ email: person.email, role: 'Analyst', signedInBy: 'oidc' });
    expect(location).toBe('/settings/account');
  });

  it.each([
    ['of another issuer in its token', { claims: { iss: 'https://issuer.example' } }],
    ['of its own issuer with a slash more', { claims: { iss: `${issuer.url}/` } }],
    ['of another issuer in the parameter', { returned: { iss: 'https://issuer.example' } }],
    ['without the parameter that it promises', { returned: { iss: undefined } }],
    ['for another client', { claims: { aud: 'another' } }],
    ['for several clients, of which another was meant', { claims: { aud: ['switchboard', 'b'], azp: 'b' } }],
    ['with another nonce', { claims: { nonce: 'of another sign-in' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['that is over', { claims: { iat: minutesAgo(10), exp: minutesAgo(5) } }],
    ['without an end', { claims: { exp: undefined } }],
    ['from the future', { claims: { nbf: minutesAgo(-10) } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['signed by another key', { signedBy: 'foreign' }],
    ['signed with an unknown key', { header: { kid: 'foreign' }, signedBy: 'foreign' }],
    ['with no algorithm', { header: { alg: 'none' }, signedBy: 'none' }],
    ['with no signature', { signedBy: 'none' }],
    ['signed with the client’s secret', { header: { alg: 'HS256' }, signedBy: 'secret' }],
    ['signed with the public key as a secret', { header: { alg: 'HS256' }, signedBy: 'public' }],
    ['with another code', { returned: { code: 'another' } }],
    [
      'from another subject’s userinfo',
      { claims: { groups: undefined }, userinfo: { sub: 'b', groups: ['admins'] } },
    ],
  ] as const)('is not believed in an answer %s', async (_, lies) => {
    issuer.lies = lies;
    const { browser, location, viewer } = await signInAt(issuer);
    expect([location, viewer]).toEqual([refused('answer'), null]);
    expect(browser.cookies.size).toBe(0);
    expect(await isEmpty()).toBe(true);
    expect(await portal.recorded()).toMatchObject([
      { action: 'session.sign-in-refused', outcome: 'refused', actor: 'nobody' },
    ]);
  });

  it.each([['none'], ['HS256']])(
    'is not believed if it announces %s as an algorithm of its own',
    async (alg) => {
      issuer.lies = {
        discovery: { id_token_signing_alg_values_supported: [alg] },
        header: { alg },
        signedBy: alg === 'none' ? 'none' : 'secret',
      };
      expect(await signInAt(issuer)).toMatchObject({ location: refused('answer'), viewer: null });
    },
  );

  it('says of itself who it is, to the letter', async () => {
    for (const name of [`${issuer.url}/`, 'https://issuer.example', issuer.url.toUpperCase()]) {
      await portal.restart();
      issuer.lies = { discovery: { issuer: name } };
      expect(await begin(new Browser()), name).toBe(refused('unavailable'));
    }
  });

  it('leads a browser to no address but https, nor the server to one', async () => {
    for (const [discovery, reason] of [
      [{ authorization_endpoint: 'http://issuer.example/authorize' }, 'unavailable'],
      [{ authorization_endpoint: 'javascript:alert(1)' }, 'unavailable'],
      [{ token_endpoint: 'http://issuer.example/token' }, 'answer'],
      [{ jwks_uri: 'http://issuer.example/jwks' }, 'answer'],
    ] as const) {
      await portal.restart();
      issuer.lies = { discovery };
      const browser = new Browser();
      const location = await begin(browser);
      const end = location.startsWith(issuer.url)
        ? await comeBack(browser, issuer.authorize(location))
        : location;
      expect(end, JSON.stringify(discovery)).toBe(refused(reason));
    }
  });

  it.each([
    ['a document without an end', { discoveryBytes: 300_000 }],
    ['silence', { silent: [discoveryPath] }],
    ['a redirect', { redirect: discoveryPath }],
  ] as const)(
    'answers %s, and is asked once by all who wait, and once more after a pause',
    async (_, lies) => {
      issuer.lies = lies;
      const begun = performance.now();
      const ends = await Promise.all(Array.from({ length: 10 }, () => begin(new Browser())));
      expect(new Set(ends)).toEqual(new Set([refused('unavailable')]));
      expect(await begin(new Browser())).toBe(refused('unavailable'));
      expect(performance.now() - begun).toBeLessThan(4_000);
      expect(issuer.asked).toEqual([discoveryPath]);
      expect(portal.logged()).toContain('oidc-issuer-unavailable');
      expect(portal.logged()).not.toContain('xxxx');
    },
  );

  it.each(['/token', '/jwks'])('is silent at %s, and holds up no one beyond the limit', async (path) => {
    issuer.lies = { silent: [path] };
    const begun = performance.now();
    expect(await signInAt(issuer)).toMatchObject({ location: refused('unavailable'), viewer: null });
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  it('redirects the token request, which carries the secret, and is not followed', async () => {
    issuer.lies = { redirect: '/token' };
    expect((await signInAt(issuer)).location).toBe(refused('answer'));
    expect(issuer.asked).not.toContain('/elsewhere');
  });

  it('is read once for many sign-ins', async () => {
    await signInAt(issuer);
    await signInAt(issuer);
    expect(issuer.asked.filter((path) => path === discoveryPath)).toHaveLength(1);
  });
});

describe.each(engines)('the way back from the issuer, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(issuer.url));

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
  });

  it('asks with PKCE S256, a state and a nonce that are new each time, for the one address of Switchboard', async () => {
    const asked = await Promise.all([1, 2].map(async () => new URL(await begin(new Browser())).searchParams));
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const values = asked.map((query) => query.get(name) ?? '');
      expect(new Set(values).size, name).toBe(2);
      expect(
        values.every((value) => value.length >= 43),
        name,
      ).toBe(true);
    }
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      code_challenge_method: 'S256',
      scope: 'openid email profile',
      redirect_uri: 'http://localhost:3000/api/sign-in/oidc/callback',
    });
  });

  it('ends at the one origin that the issuer knows, so a browser at another name of this machine goes there first', async () => {
    const browser = new Browser({ 'x-forwarded-host': '127.0.0.1:3000' });
    expect(await begin(browser, '/settings/users')).toBe(
      'http://localhost:3000/api/sign-in/oidc?next=%2Fsettings%2Fusers',
    );
    browser.headers.set('x-forwarded-host', 'localhost:3000');
    expect(await begin(browser)).toContain(`${issuer.url}/authorize?`);
  });

  it('works once: not again, not with the cookie that was kept, and not with another code', async () => {
    const browser = new Browser();
    const location = await begin(browser);
    const kept = new Map(browser.cookies);
    const search = issuer.authorize(location);
    expect(await comeBack(browser, search)).toBe('/');
    expect(await comeBack(browser, search)).toBe(refused('state'));
    const thief = new Browser();
    for (const [name, value] of kept) thief.cookies.set(name, value);
    expect(await comeBack(thief, search)).toBe(refused('state'));
    for (const [name, value] of kept) thief.cookies.set(name, value);
    expect(await comeBack(thief, issuer.authorize(location))).toBe(refused('state'));
    expect(await viewerOf(thief)).toBeNull();
    expect(issuer.asked.filter((path) => path === '/token')).toHaveLength(1);
  });

  it('belongs to the browser that began: a state of another one is refused, and so is none', async () => {
    const [victim, attacker] = [new Browser(), new Browser()];
    await begin(victim);
    const foreign = issuer.authorize(await begin(attacker));
    expect(await comeBack(victim, foreign)).toBe(refused('state'));
    expect(await comeBack(new Browser(), foreign)).toBe(refused('state'));
    for (const search of [
      '',
      '?',
      '?code=a',
      '?state=',
      `${foreign}&state=b`,
      `?state=${'x'.repeat(2_000)}`,
    ]) {
      await begin(victim);
      expect([refused('state'), refused('answer')], search).toContain(await comeBack(victim, search));
    }
    expect(await viewerOf(victim)).toBeNull();
  });

  it('takes no answer that repeats a parameter', async () => {
    const browser = new Browser();
    const search = issuer.authorize(await begin(browser));
    expect(await comeBack(browser, `${search}&code=another`)).toBe(refused('answer'));
  });

  it('says that the issuer refused where it did', async () => {
    issuer.lies = { returned: { code: undefined, error: 'access_denied' } };
    expect((await signInAt(issuer)).location).toBe(refused('denied'));
  });

  it('takes no sealed cookie of another use, and no forged one', async () => {
    const administrator = await portal.signInAs('Administrator');
    const session = [...administrator.cookies.values()][0] ?? '';
    for (const cookie of [session, 'x', '']) {
      const browser = new Browser();
      const search = issuer.authorize(await begin(browser));
      const [name = ''] = browser.cookies.keys();
      browser.cookies.set(name, cookie);
      expect(await comeBack(browser, search)).toBe(refused('state'));
    }
    const browser = new Browser();
    await begin(browser);
    const [sealed = ''] = browser.cookies.values();
    const [name = ''] = administrator.cookies.keys();
    browser.cookies.set(name, sealed);
    expect(await viewerOf(browser)).toBeNull();
  });

  it('leads to no page but one of Switchboard', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/.//evil.example', '/api/auth/signout']) {
      expect((await signInAt(issuer, new Browser(), next)).location, next).toBe('/');
    }
  });

  it('is tried no more often than written from one address, and by others anyway', async () => {
    const at = (address: string) => new Browser({ 'x-switchboard-peer': address });
    for (let i = 0; i < 21; i += 1) await comeBack(at('192.0.2.66'), '?state=a');
    expect(await comeBack(at('192.0.2.66'), '?state=a')).toBe(refused('tries'));
    expect((await signInAt(issuer, at('192.0.2.66'))).viewer).toBeNull();
    expect((await signInAt(issuer, at('192.0.2.1'))).viewer).not.toBeNull();
    expect((await portal.recorded()).length).toBeLessThan(26);
  });

  it('forgets used states after a while', async () => {
    await signInAt(issuer);
    await database()
      .updateTable('used_sign_in_states')
      .set({ used_at: Date.now() - 3_600_000 })
      .execute();
    await signInAt(issuer);
    expect(await database().selectFrom('used_sign_in_states').selectAll().execute()).toHaveLength(1);
  });
});

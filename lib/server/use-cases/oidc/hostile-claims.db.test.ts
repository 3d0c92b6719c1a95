import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../db/database';
import { engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { oidcSettings, person, startHostileIssuer } from '../../testing/oidc/hostile-issuer';
import { begin, comeBack, forgetUser, refused, signInAt } from '../../testing/oidc/visiting';

const issuer = await startHostileIssuer();
afterAll(() => issuer.close());

const manyGroups = Array.from({ length: 10_000 }, (_, index) => `g${index}`);

describe.each(engines)('claims that a right issuer would not send, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(issuer.url));
  const users = () => database().selectFrom('users').selectAll().where('email', '=', person.email).execute();

  beforeEach(async () => {
    issuer.reset();
    await forgetUser(person.email);
  });

  it.each([
    ['with a NUL', 'a\0b'],
    ['with a line break', 'a\nb'],
    ['beyond ASCII', 'Ada\ud800'],
    ['longer than the standard allows', 'a'.repeat(256)],
    ['empty', ''],
    ['that is a number', 7],
    ['that is null', null],
  ])('refuse a subject %s', async (_, sub) => {
    issuer.lies = { claims: { sub } };
    expect(await signInAt(issuer)).toMatchObject({ location: refused('answer'), viewer: null });
    expect(await users()).toEqual([]);
  });

  it('take the longest subject that the standard allows', async () => {
    issuer.lies = { claims: { sub: 'a'.repeat(255) } };
    expect((await signInAt(issuer)).viewer).not.toBeNull();
  });

  it.each([
    ['false', 'email'],
    [0, 'email'],
    [null, 'email'],
    ['no', 'email'],
    ['true', null],
    [undefined, null],
  ])('count an address as verified by nothing but true: %s', async (email_verified, reason) => {
    issuer.lies = { claims: { email_verified } };
    expect((await signInAt(issuer)).location).toBe(reason === null ? '/' : refused(reason as 'email'));
  });

  it.each([
    ['an endless address', 'email', `${'a'.repeat(100_000)}@lender.example`],
    ['an address with a line break', 'email', 'ada@lender.example\n{"action":"user.created"}'],
    ['an address that turns the text', 'email', 'ada\u202e@lender.example'],
    ['an address that is a list', 'email', ['ada@lender.example']],
    ['an address that is null', 'email', null],
  ])('leave nothing of %s in the activity', async (_, claim, value) => {
    issuer.lies = { claims: { [claim]: value, groups: [] } };
    expect((await signInAt(issuer)).location).toBe(refused('group'));
    const [row] = await portal.recorded();
    expect(JSON.parse(row?.details ?? '{}')).toEqual({ address: 'unknown', by: 'oidc', reason: 'group' });
    issuer.lies = { claims: { [claim]: value } };
    expect((await signInAt(issuer)).location).toBe(refused('email'));
  });

  it.each([
    ['too long', 'A'.repeat(81)],
    ['with a control character', 'Ada\u001b[31m'],
    ['that looks like an address', 'Grace <grace@lender.example>'],
    ['that is an object', { given: 'Ada' }],
    ['that is null', null],
  ])('make a user without a name from one %s', async (_, name) => {
    issuer.lies = { claims: { name } };
    expect((await signInAt(issuer)).viewer).toMatchObject({ email: person.email, name: '' });
  });

  it.each([
    ['ten thousand of them', [...manyGroups, 'analysts'], '/'],
    ['null', null, refused('group')],
    ['an object', { admins: true }, refused('group')],
    ['a number', 1, refused('group')],
    ['several in one text', 'admins,analysts', refused('group')],
    ['a name of every object', ['__proto__', 'constructor', 'toString'], refused('group')],
    ['a list in a list', [['admins']], refused('group')],
    ['an endless text', 'x'.repeat(150_000), refused('group')],
    ['more than an answer may hold', 'x'.repeat(300_000), refused('answer')],
  ])('give the role that the groups say, or none: %s', async (_, groups, location) => {
    issuer.lies = { claims: { groups } };
    expect((await signInAt(issuer)).location).toBe(location);
  });

  it.each([
    ['issued a minute ahead, as a clock may be', { iat: 60, exp: 360 }, '/'],
    ['valid in fifteen seconds', { nbf: 15 }, '/'],
    ['over since fifteen seconds', { exp: -15 }, '/'],
    ['valid in a minute', { nbf: 60 }, refused('answer')],
    ['over since a minute', { exp: -60 }, refused('answer')],
  ])('believe a token %s only as far as clocks differ', async (_, ahead, location) => {
    const now = Math.floor(Date.now() / 1000);
    issuer.lies = {
      claims: Object.fromEntries(Object.entries(ahead).map(([name, by]) => [name, now + by])),
    };
    expect((await signInAt(issuer)).location).toBe(location);
  });

  it.each([
    ['with a time that is a text', { exp: '9999999999' }, refused('answer')],
    ['for several clients, this one named', { aud: ['switchboard', 'b'], azp: 'switchboard' }, '/'],
    ['for several clients, none named', { aud: ['switchboard', 'b'] }, refused('answer')],
    ['for no client', { aud: [] }, refused('answer')],
  ])('believe a token %s only if it is for Switchboard', async (_, claims, location) => {
    issuer.lies = { claims };
    expect((await signInAt(issuer)).location).toBe(location);
  });

  it('show nothing of what an issuer says with its error', async () => {
    const browser = new Browser();
    const location = await begin(browser);
    const described = `<script>alert(1)</script>\n${'x'.repeat(9_000)}`;
    issuer.lies = { returned: { code: undefined, error: 'access_denied', error_description: described } };
    expect(await comeBack(browser, issuer.authorize(location))).toBe(refused('denied'));
    expect(portal.logged()).not.toMatch(/script|xxx/);
    expect(JSON.stringify(await portal.recorded())).not.toMatch(/script|xxx/);
  });
});

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, setupInstallation } from '../../testing/installation';
import { Browser } from '../../testing/next-headers';
import { oidcSettings } from '../../testing/oidc/hostile-issuer';
import { startRealProvider, visitProvider } from '../../testing/oidc/real-provider';
import { begin, comeBack, forgetUser, refused, viewerOf } from '../../testing/oidc/visiting';

const provider = await startRealProvider();
afterAll(() => provider.close());

const email = 'grace@lender.example';
const grace = { email, email_verified: true, name: 'Grace Hopper', groups: ['staff', 'developers'] };

describe.each(engines)('a real provider, on %s', (engine) => {
  const portal = setupInstallation(engine, oidcSettings(provider.url));

  beforeEach(async () => {
    provider.people.clear();
    provider.people.set('grace', grace);
    await forgetUser(email);
  });

  async function signIn(login: string, next?: string) {
    const browser = new Browser();
    const search = await visitProvider(await begin(browser, next), login);
    return { browser, search, location: await comeBack(browser, search) };
  }

  it('signs in a user by group, and again, and refuses one whose groups have no role', async () => {
    const first = await signIn('grace', '/settings/account');
    expect(first.location).toBe('/settings/account');
    expect(await viewerOf(first.browser)).toMatchObject({ email, name: 'Grace Hopper', role: 'Developer' });
    provider.people.set('grace', { ...grace, groups: ['admins', 'analysts'] });
    const second = await signIn('grace');
    expect(await viewerOf(second.browser)).toMatchObject({ email, role: 'Administrator' });
    provider.people.set('grace', { ...grace, groups: ['staff'] });
    const third = await signIn('grace');
    expect(third.location).toBe(refused('group'));
    expect(await viewerOf(second.browser)).toBeNull();
  });

  it('gives out a code that works once, and for the browser alone that began', async () => {
    const { search } = await signIn('grace');
    expect(await comeBack(new Browser(), search)).toBe(refused('state'));
    const thief = new Browser();
    const state = new URL(await begin(thief)).searchParams.get('state') ?? '';
    const stolen = new URLSearchParams(search);
    stolen.set('state', state);
    expect(await comeBack(thief, `?${stolen}`)).toBe(refused('answer'));
    expect(await viewerOf(thief)).toBeNull();
  });

  it('refuses a client with another secret, and Switchboard then lets no one in', async () => {
    await portal.restart({ OIDC_CLIENT_SECRET: 'another secret' });
    const { browser, location } = await signIn('grace');
    expect([location, await viewerOf(browser)]).toEqual([refused('answer'), null]);
    expect(portal.logged()).not.toContain('another secret');
  });
});

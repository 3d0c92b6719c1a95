import { NextRequest } from 'next/server';
import { beforeEach, describe, expect, it } from 'vitest';
import { freshSignIn, signInRoutes } from '@/lib/routes';
import { proxy } from '@/proxy';
import { database } from '../../db/database';
import { env } from '../../env';
import { engines, setupInstallation } from '../../testing/installation';
import type { Browser } from '../../testing/next-headers';

describe.each(engines)('the proxy, for a user who must set up a second factor, on %s', (engine) => {
  const portal = setupInstallation(engine);
  let browser: Browser;

  beforeEach(async () => {
    browser = await portal.signInAs('Analyst');
    await database().insertInto('two_factor_roles').values({ role: 'Analyst', required_at: 1 }).execute();
  });

  /** Returns the page that it leads to, or `open`. */
  async function visit(path: string, { method = 'GET', ...more }: Record<string, string> = {}) {
    const [origin] = env().origins;
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host: new URL(origin).host, origin, cookie, ...more };
    const answer = await proxy(new NextRequest(new URL(path, origin), { method, headers }));
    if (answer.headers.get('x-middleware-next') === '1') return 'open';
    const action = answer.headers.get('x-action-redirect');
    return action ?? new URL(answer.headers.get('location') ?? '', origin).pathname;
  }

  it.each([
    ...[
      '/',
      '/settings/account',
      '/settings/users',
      '/sandbox/companies',
      '/sign-in/set-up/more',
      '/sign-in/proofs',
    ],
    ...['/sign-in/set%2Dup/', '/Sign-in/set-up', '/sign-in/set%2dup', '//sign-in/set-up', '/sign-in//set-up'],
    ...['/sandbox/companies/%65xport', '/%61pi/health', '/sandbox/companies/export/more', '/API/health'],
  ])('leads from %s to the set-up', async (path) => {
    expect(await visit(path)).toBe(signInRoutes.twoFactorSetUp());
    expect(await visit(path, { method: 'HEAD' })).toBe(signInRoutes.twoFactorSetUp());
    for (const header of [
      'rsc',
      'next-router-prefetch',
      'next-router-segment-prefetch',
      'x-middleware-subrequest',
    ]) {
      expect(await visit(path, { [header]: '1' })).toBe(signInRoutes.twoFactorSetUp());
    }
    const action = { 'next-action': '0'.repeat(42), 'content-type': 'text/plain', 'content-length': '2' };
    expect(await visit(path, { method: 'POST', ...action })).toBe(`${signInRoutes.twoFactorSetUp()};replace`);
  });

  it.each([
    signInRoutes.twoFactorSetUp(),
    // Otherwise the second window of a fresh sign-in never reports to the set-up that waits for it.
    signInRoutes.proofResult('done'),
    signInRoutes.proofResult('stale'),
    // Handlers, which answer for themselves.
    '/api/fresh-sign-in/question',
    freshSignIn.issuer,
  ])('leaves %s open', async (path) => {
    expect(await visit(path)).toBe('open');
  });
});

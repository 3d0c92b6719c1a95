import { readdirSync } from 'node:fs';
import path from 'node:path';
import { encodings } from '../action-requests';
import { findAction } from '../built-app';
import { administrator, expect, type People, test } from '../fixtures';
import { type RawRequest, send, sendForRsc } from '../raw-request';
import { dist, project, startPortal } from '../start-portal';

test.use({ as: null });

const banking = '/local/settings/integrations/banking';
const [asset] = readdirSync(path.join(project, dist, 'static/chunks')).filter((file) => file.endsWith('.js'));
const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function sessionOf(people: People): Promise<{ cookie: string }> {
  const { cookies } = await people.sessionOf('Administrator');
  return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
}

test('every kind of answer carries the security headers, and none says what it runs on', async ({
  portal,
  people,
}) => {
  const cookie = await sessionOf(people);
  const origin = { origin: portal.url };
  const refresh = encodings.formCall.encode(findAction('refreshAction'), { instance: 'local' });
  const answers: Readonly<Record<string, readonly [status: number, request: RawRequest]>> = {
    'the sign-in page': [200, { path: '/sign-in' }],
    'a page': [200, { path: banking, headers: cookie }],
    'a page as RSC': [200, { path: banking, headers: cookie }],
    'an action': [
      200,
      {
        method: 'POST',
        path: banking,
        ...refresh,
        headers: { ...refresh.headers, ...cookie, ...origin },
      },
    ],
    'an API': [200, { path: '/api/health' }],
    'the session of next-auth': [200, { path: '/api/auth/session' }],
    'a file': [200, { path: '/favicon.svg' }],
    'a script': [200, { path: `/_next/static/chunks/${asset}` }],
    'a missing script': [404, { path: '/_next/static/chunks/missing.js' }],
    'a redirect to the sign-in': [303, { path: banking }],
    'a redirect of a page': [307, { path: '/settings/integrations/commerce', headers: cookie }],
    'a page that is not there': [404, { path: '/local/settings/integrations/nothing', headers: cookie }],
    'an address that is not there': [404, { path: '/local/nothing/at/all', headers: cookie }],
    'a redirect of doubled slashes': [308, { path: '//x' }],
    'a redirect of doubled slashes after a post': [
      308,
      { method: 'POST', path: '//settings//users', headers: origin, body: 'a' },
    ],
    'a redirect of a backslash': [308, { path: '/\\evil.example' }],
    'a sign-in with a slash at its end': [303, { path: '/sign-in/' }],
    'an address that can’t be decoded': [400, { path: '/%E0%A4%A' }],
    'the same for somebody signed in': [400, { path: '/local/companies/%E0%A4%A', headers: cookie }],
    'the same of next-auth': [400, { path: '/api/auth/%E0%A4%A' }],
    'an address with a NUL': [400, { path: '/%00/companies', headers: cookie }],
    'a question with a NUL': [400, { path: '/sign-in?next=/%00' }],
    'a foreign host': [200, { path: '/sign-in', headers: { host: 'evil.example' } }],
    'a foreign host without a session': [303, { path: banking, headers: { host: 'evil.example' } }],
    'a host that is none': [200, { path: '/sign-in', headers: { host: '[' } }],
    'a forwarded host that is none': [
      200,
      { path: banking, headers: { ...cookie, 'x-forwarded-host': '[' } },
    ],
    'an action under a foreign host': [
      200,
      {
        method: 'POST',
        path: banking,
        ...refresh,
        headers: { ...refresh.headers, ...cookie, ...origin, host: 'evil.example' },
      },
    ],
    'an action under a foreign forwarded host': [
      200,
      {
        method: 'POST',
        path: banking,
        ...refresh,
        headers: { ...refresh.headers, ...cookie, ...origin, 'x-forwarded-host': 'evil.example' },
      },
    ],
    'a forged request': [403, { method: 'POST', path: '/sign-in', headers: form, body: 'a=1' }],
    'another method': [405, { method: 'DELETE', path: banking, headers: cookie }],
    'a body that is too large': [
      413,
      { method: 'POST', path: '/sign-in', headers: { ...form, ...origin }, body: 'a'.repeat(64 * 1024 + 1) },
    ],
    'a stranger’s action': [
      401,
      { method: 'POST', path: banking, ...refresh, headers: { ...refresh.headers, ...origin } },
    ],
  };
  for (const [what, [status, request]] of Object.entries(answers)) {
    const answer = await (what.includes('RSC') ? sendForRsc : send)(portal.url, request);
    expect(answer.status, what).toBe(status);
    expect(answer.headers, what).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    for (const name of ['x-powered-by', 'server', 'access-control-allow-origin']) {
      expect(answer.headers[name], `${name} of ${what}`).toBeUndefined();
    }
    if (answer.headers['content-type']?.startsWith('text/html')) {
      expect(answer.headers['content-security-policy'], what).toContain("default-src 'none'");
      expect(answer.headers['cross-origin-opener-policy'], what).toBe('same-origin');
    }
    // Two of one kind would be read as neither.
    expect(answer.headers['x-frame-options'], what).not.toContain(',');
  }
  // Next prints a sign and a stack for what it has not caught.
  expect(portal.printed()).not.toMatch(/⨯|^\s+at /m);
});

test('nothing that takes a session to see may be stored by anybody', async ({ portal, people }) => {
  const cookie = await sessionOf(people);
  for (const path of [
    banking,
    `${banking}/manage/suuo`,
    '/local/settings/activity',
    '/local/companies',
    '/settings/users',
    '/settings/instances',
    '/settings/integrations/banking',
    '/local/nothing/at/all',
    '/api/auth/session',
  ]) {
    for (const [ask, headers] of [
      [send, cookie],
      [sendForRsc, cookie],
      [send, {}],
    ] as const) {
      const answer = await ask(portal.url, { path, headers });
      expect(answer.headers['cache-control'], `${path} ${answer.status}`).toContain('no-store');
    }
  }
});

test('the content policy is strict, and its nonce is another one each time', async ({ portal, people }) => {
  const cookie = await sessionOf(people);
  const nonces = new Set<string>();
  for (let answers = 0; answers < 100; answers += 1) {
    const path = answers % 2 ? '/sign-in' : '/local/companies';
    const { headers, body } = await send(portal.url, { path, headers: answers % 2 ? {} : cookie });
    const policy = String(headers['content-security-policy']);
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1] ?? '';
    expect(Buffer.from(nonce, 'base64').length).toBe(16);
    nonces.add(nonce);
    expect(policy).not.toMatch(/unsafe-|\*|http:|data:|blob:/);
    for (const directive of [
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ]) {
      expect(policy).toContain(directive);
    }
    const scripts = body.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(100);
});

test('no page has a style or a handler in its markup, which the content policy would block', async ({
  portal,
  people,
}) => {
  const cookie = await sessionOf(people);
  for (const path of [
    '/sign-in',
    banking,
    '/local/settings/integrations/accounting',
    `${banking}/manage/suuo`,
    '/local/settings/activity',
    '/settings/users',
    '/local/nothing/at/all',
  ]) {
    const { body } = await send(portal.url, { path, headers: path === '/sign-in' ? {} : cookie });
    const markup = body.replaceAll(/<script\b.*?<\/script>/gs, '');
    expect(markup.match(/<[^>]+\s(style|on[a-z]+)=[^>]*>/g), path).toBeNull();
  }
});

test('a script that gets into a page does not run', async ({ page, allowedConsoleErrors }) => {
  allowedConsoleErrors.push(/Content Security Policy/);
  await page.goto('/sign-in');
  const ran = await page.evaluate(async () => {
    const marked = window as { marked?: boolean };
    const violation = new Promise((resolve) => document.addEventListener('securitypolicyviolation', resolve));
    document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.marked = true">');
    await violation;
    return marked.marked ?? false;
  });
  expect(ran).toBe(false);
});

test('methods that no page of Switchboard uses are refused everywhere', async ({ portal, people, codat }) => {
  const cookie = await sessionOf(people);
  await codat.clearRequests();
  for (const path of [
    '/',
    '/sign-in',
    banking,
    '/api/health',
    '/api/auth/session',
    '/favicon.svg',
    '/nowhere',
  ]) {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const answer = await send(portal.url, { method, path, headers: { ...cookie, origin: portal.url } });
      expect(answer.status, `${method} ${path}`).toBe(405);
      expect(answer.headers.allow).toBe('GET, HEAD, POST');
    }
  }
  expect(await codat.requests()).toEqual([]);
});

test('a body that is too large, or does not say how large it is, is refused unread', async ({
  portal,
  people,
}) => {
  const cookie = await sessionOf(people);
  const headers = { ...form, ...cookie, origin: portal.url };
  for (const path of ['/sign-in', banking, '/api/auth/callback/credentials']) {
    const post = { method: 'POST', path, headers } as const;
    expect((await send(portal.url, { ...post, body: 'a'.repeat(64 * 1024 + 1) })).status).toBe(413);
    expect((await send(portal.url, { ...post, body: 'a=1', chunked: true })).status).toBe(411);
    expect((await send(portal.url, { ...post, body: 'a'.repeat(64 * 1024) })).status).not.toBe(413);
  }
});

test('cookies are bound to this host over https, unreadable for scripts, and new at each sign-in', async () => {
  const publicUrl = 'https://switchboard.example';
  const portal = await startPortal({ APP_URL: publicUrl });
  try {
    const { email, password } = administrator;
    const sessions: string[] = [];
    for (let times = 0; times < 2; times += 1) {
      const request = encodings.plainStateForm.encode(findAction('signInAction'), { email, password });
      const answer = await send(portal.url, {
        method: 'POST',
        path: '/sign-in',
        ...request,
        headers: { ...request.headers, host: 'switchboard.example', origin: publicUrl },
      });
      expect(answer.status).toBe(303);
      const [cookie = '', device = ''] = answer.headers['set-cookie'] ?? [];
      expect(cookie).toMatch(
        /^__Host-switchboard\.session=[^;]{100,}; Path=\/; Secure; HttpOnly; SameSite=lax$/i,
      );
      expect(cookie.length).toBeLessThanOrEqual(4096);
      expect(device).toMatch(
        /^__Host-switchboard\.device=[\w.-]{70,}; Path=\/; .*Max-Age=15552000; Secure; HttpOnly; SameSite=lax$/i,
      );
      sessions.push(cookie);

      const headers = { host: 'switchboard.example', cookie: cookie.split(';')[0] ?? '' };
      const opened = await send(portal.url, { path: banking, headers });
      expect(opened.status).toBe(200);
      expect(opened.headers['content-security-policy']).toContain('upgrade-insecure-requests');
      for (const set of opened.headers['set-cookie'] ?? []) {
        expect(set).toMatch(/; Path=\/.*; Secure; HttpOnly; SameSite=lax/i);
      }
    }
    expect(sessions[0]).not.toBe(sessions[1]);
    const redirect = await send(portal.url, { path: banking, headers: { host: 'evil.example' } });
    expect(redirect.headers.location).toMatch(/^https:\/\/switchboard\.example\/sign-in/);
  } finally {
    await portal.stop();
  }
});

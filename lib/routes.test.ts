import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { can } from '@/lib/access/permissions';
import { categories, isCategory } from '@/lib/category';
import { reservedSlugs } from '@/lib/instances/reserved-slugs';
import { isDecodable, isHandlerPath, pageAfterSignIn, pages, portal, routes, safeNext } from './routes';

const here = 'https://switchboard.example.com';

/** Resolves a path as the browser's router does with a redirect: first the path, then the path of the result. */
function resolvedTwice(path: string): string {
  const { pathname, search, hash } = new URL(path, here);
  return new URL(pathname + search + hash, here).href;
}

/** The addresses of all pages, as Next reads them from the folders of `app`. */
function pagesOfApp(): string[] {
  const app = path.resolve(import.meta.dirname, '../app');
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.split(path.sep).join('/'),
  );
  return files
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) => `/${file}`.replace(/\/page\.tsx$/, '').replaceAll(/\/\([^)]*\)/g, '') || '/');
}

describe('a path', () => {
  const files = readdirSync(path.resolve(import.meta.dirname, '../app'), {
    recursive: true,
    encoding: 'utf8',
  });
  const addressesOf = (name: string) =>
    files
      .filter((file) => path.basename(file) === name)
      .map(
        (file) =>
          `/${path
            .dirname(file)
            .replaceAll(/\(\w+\)\//g, '')
            .replaceAll(/\[[^\]]+\]/g, 'any')}`,
      );

  it('belongs to a route handler or to a page, as its file says', () => {
    const [handlers, pages] = [addressesOf('route.ts'), addressesOf('page.tsx')];
    expect(handlers.length).toBeGreaterThan(8);
    expect(pages.length).toBeGreaterThan(8);
    expect(handlers.filter((address) => !isHandlerPath(address))).toEqual([]);
    expect(pages.filter(isHandlerPath)).toEqual([]);
  });
});

describe('what follows a sign-in', () => {
  it.each([
    '/',
    '/settings/users',
    '/settings/integrations/other/manage/abcd',
    '/local/companies?page=2&search=a%20b%2F%22&status=Linked',
    '/local/companies/0b928df7-52a9-4029-a4d8-07bad13d4191',
    '/local/settings/activity?from=a-link',
    '/local/settings/integrations/banking?show=enabled',
    routes.reconnect(
      { instance: 'local', category: 'banking', key: 'suuo', change: '3f0b6c1e' },
      { search: 'a & b?', show: 'back' },
    ),
  ])('may be %s', (next) => expect(safeNext(next)).toBe(next));

  it.each([
    null,
    undefined,
    '',
    7,
    ['/settings/users'],
    { toString: () => '/settings/users' },
    'settings',
    '//evil.example',
    '///evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/./..//evil.example',
    '/settings/..//evil.example',
    '/settings/users/../..//evil.example',
    '/%2e//evil.example',
    '/%2E%2e//evil.example',
    '/.%2e//evil.example',
    '/%2e%2f%2fevil.example',
    '/%2f/evil.example',
    '/%5cevil.example',
    '/%5c/evil.example',
    '/local/companies/%2e%2e',
    '/local/companies/..%2f..%2f%2fevil.example',
    '/local/companies/%2f%2fevil.example',
    '/local/companies/%09',
    '/local/companies/%0d%0aset-cookie:a=b',
    '/local/companies/%7f',
    '/local/companies/%E0%A4%A',
    '/local/companies/%',
    '/\\evil.example',
    '\\/evil.example',
    '/settings\\..\\..',
    '/local/companies?a=\\',
    'https://evil.example',
    `${here}/settings/users`,
    'javascript:alert(1)',
    ' /settings/users',
    '/settings/users ',
    '/ /evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r/evil.example',
    '/settings/users\n',
    '/settings/users\r\nSet-Cookie: a=b',
    '/\u00a0/x',
    '/local/companies?a=é',
    '/\0',
    '/%00',
    '/local/companies?search=%00',
    '/settings/users#//evil.example',
    '/settings/users/',
    '/sign-in',
    '/sign-in?next=/',
    '/api/auth/signout',
    '/evil.example',
    '/LOCAL/companies',
    '/nowhere/at/all',
  ])('may not be %j', (next) => expect(safeNext(next)).toBeNull());

  it('may be each page of the app but those around a sign-in, and nothing else', () => {
    const open = [
      '/sign-in/proof',
      '/sign-in',
      '/sign-in/forgotten',
      '/sign-in/set-up',
      '/sign-in/two-factor',
      '/invitation/[token]',
      '/new-password/[token]',
    ];
    expect([...pages, ...open].sort()).toEqual(pagesOfApp().sort());
  });

  it('stays on this site and leads to the same page, however often it is resolved', () => {
    const parts = fc.constantFrom(
      ...['/', '//', '\\', '.', '..', '/.', '/..', ':', '@', '?', '#', '%', '%2e', '%2F', '%5C', '%00'],
      ...[
        '\t',
        '\n',
        '\r',
        '\0',
        '\u007f',
        ' ',
        '\u00a0',
        'evil.example',
        'https:',
        'javascript:',
        '%E2%80%A8',
      ],
      ...[
        '/settings',
        '/users',
        '/local',
        '/companies',
        '/settings/integrations/banking',
        '/manage/a',
        '?a=b',
      ],
    );
    const paths = fc.oneof(
      fc.array(parts, { maxLength: 8 }).map((pieces) => pieces.join('')),
      // Begins with a page, so that many are accepted.
      fc
        .tuple(fc.constantFrom('/local/companies', '/local/companies/', '/settings/users'), fc.array(parts))
        .map(([page, pieces]) => page + pieces.join('')),
      fc.webPath(),
      fc.string({ unit: 'binary' }).map((text) => `/${text}`),
    );
    let accepted = 0;
    fc.assert(
      fc.property(paths, (path) => {
        const next = safeNext(path);
        if (next === null) return;
        accepted += 1;
        expect(new URL(next, here).href).toBe(here + next);
        expect(resolvedTwice(next)).toBe(here + next);
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

describe('an address’s path', () => {
  it.each(['/', '/local/companies', '/a%2Fb', '/%E2%82%AC'])('can be decoded: %s', (path) => {
    expect(isDecodable(path)).toBe(true);
  });

  it.each(['/%', '/%zz', '/%E0%A4%A', '/%00', '/a/%00/b', '/%ff'])('can’t be decoded: %s', (path) => {
    expect(isDecodable(path)).toBe(false);
  });
});

describe('addresses', () => {
  it('carry the place a person came from through the sign-in', () => {
    expect(routes.signIn()).toBe('/sign-in');
    expect(routes.signIn(null)).toBe('/sign-in');
    expect(routes.signIn(safeNext('/settings/users?b=c&d'))).toBe(
      '/sign-in?next=%2Fsettings%2Fusers%3Fb%3Dc%26d',
    );
  });

  it('of tiles say a search and a filter, and only those that are set', () => {
    expect(routes.tiles('local', 'banking')).toBe('/local/settings/integrations/banking');
    expect(routes.tiles('local', 'banking', { search: '', show: 'all' })).toBe(
      '/local/settings/integrations/banking',
    );
    expect(routes.tiles('local', 'banking', { search: 'a&b=c d', show: 'needs-set-up' })).toBe(
      '/local/settings/integrations/banking?search=a%26b%3Dc+d&show=needs-set-up',
    );
  });

  it('keep a strange key or name within its own part', () => {
    expect(routes.integration('local', 'other', '../x?y#z')).toBe(
      '/local/settings/integrations/other/manage/..%2Fx%3Fy%23z',
    );
    const url = new URL(portal.integration('other', 'a/b', 'c&d=e'));
    expect([url.host, url.pathname, url.searchParams.get('integrationName')]).toEqual([
      'app.codat.io',
      '/settings/integrations/other/manage/a%2Fb',
      'c&d=e',
    ]);
  });

  it('never take a place of the portal for an instance', () => {
    const places = [routes.signIn(), routes.users(), routes.instances(), '/api/health', '/favicon.svg'];
    for (const place of places) expect(reservedSlugs).toContain(place.split('/')[1]);
  });

  it('of the app and its public files begin with a reserved word, or with an instance', () => {
    const root = path.resolve(import.meta.dirname, '..');
    const files = readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' });
    const firsts = files
      .map((file) => file.split(path.sep).filter((part) => !/^\(.*\)$|^@/.test(part)))
      .filter((parts) => parts.length > 1 && /^(page|route)\.tsx?$/.test(parts.at(-1) ?? ''))
      .map(([first]) => first ?? '');
    const places = new Set([...firsts, ...readdirSync(path.join(root, 'public'))]);
    places.delete('[instance]');
    expect(places).toContain('settings');
    expect([...places].filter((place) => !(reservedSlugs as readonly string[]).includes(place))).toEqual([]);
  });

  it('know a category by its name alone', () => {
    expect([...categories, 'Banking', '__proto__', ''].filter(isCategory)).toEqual(categories);
  });
});

describe('a sign-in', () => {
  it.each([
    ['Onboarding', '/local/companies?page=2'],
    ['Advisor', '/settings/account'],
    ['Analyst', '/local/settings/integrations/banking/manage/suuo'],
    ['Developer', '/local/settings/activity?kind=save'],
    ['Administrator', '/settings/users'],
  ] as const)('leads the role %s back to %s, which it may open', (role, page) => {
    expect(pageAfterSignIn(page, (permission) => can(role, permission))).toBe(page);
  });

  it.each([
    ['Onboarding', '/local/settings/integrations/banking'],
    ['Advisor', '/local/settings/integrations/banking/manage/suuo/reconnect/1?show=back'],
    ['Analyst', '/local/settings/activity/1'],
    ['Developer', '/settings/instances/new'],
    ['Developer', '/settings/activity'],
    ['Administrator', '//evil.example'],
    ['Administrator', '/local/companies/%2e%2e'],
    ['Administrator', null],
  ] as const)('leads the role %s home, not to %s', (role, page) => {
    expect(pageAfterSignIn(page, (permission) => can(role, permission))).toBe('/');
  });
});

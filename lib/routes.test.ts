import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categories, isCategory, isHandlerPath, portal, reservedSlugs, routes, safeNext } from './routes';

const here = 'https://switchboard.example.com';

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
    '/local/settings/integrations/banking?show=enabled',
    '/a%2f%2fevil.example',
  ])('may be %s', (next) => expect(safeNext(next)).toBe(next));

  it.each([
    null,
    undefined,
    '',
    'settings',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/settings\\..\\..',
    'https://evil.example',
    'javascript:alert(1)',
    ' /settings',
    '/ /evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/settings\r\nSet-Cookie: a=b',
    '/\u00a0/x',
  ])('may not be %j', (next) => expect(safeNext(next)).toBeNull());

  it('never leads away from this site, whatever it is', () => {
    const parts = fc.constantFrom(
      '/',
      '\\',
      '.',
      ':',
      '@',
      '\t',
      '\n',
      ' ',
      'a',
      'evil.example',
      'https:',
      '?',
      '#',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
        const next = safeNext(pieces.join(''));
        if (next !== null) expect(new URL(next, here).origin).toBe(here);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('addresses', () => {
  it('carry the place a person came from through the sign-in', () => {
    expect(routes.signIn()).toBe('/sign-in');
    expect(routes.signIn('/a?b=c&d')).toBe('/sign-in?next=%2Fa%3Fb%3Dc%26d');
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

  it('know a category by its name alone', () => {
    expect([...categories, 'Banking', '__proto__', ''].filter(isCategory)).toEqual(categories);
  });
});

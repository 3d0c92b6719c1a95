import { expect, it } from 'vitest';
import { Browser } from '../testing/next-headers';
import { currentLocale, currentTheme, localeCookie, preferred, themeCookie } from './locale';

it.each([
  ['', 'en'],
  ['fr', 'fr'],
  ['fr-CA', 'fr'],
  ['FR-fr,en;q=0.5', 'fr'],
  ['de,fr;q=0.5,en;q=0.4', 'fr'],
  ['en;q=0.4, fr;q=0.5', 'fr'],
  ['en, fr', 'en'],
  ['fr;q=0, en;q=0.1', 'en'],
  ['fr;q=0', 'en'],
  ['fr; q=0.9, en; q=1', 'en'],
  ['de, ja', 'en'],
  ['*', 'en'],
  ['fr;q=nonsense, en', 'en'],
  [',,;q=;;', 'en'],
])('a browser that asks for “%s” reads %s', (asked, locale) => {
  expect(preferred(asked)).toBe(locale);
});

it('goes by what a person chose before what the browser asks for, and by nothing that is no language', async () => {
  const browser = new Browser({ 'accept-language': 'fr' });
  expect(await browser.does(currentLocale)).toBe('fr');
  browser.cookies.set(localeCookie, 'en');
  expect(await browser.does(currentLocale)).toBe('en');
  browser.cookies.set(localeCookie, '../en');
  expect(await browser.does(currentLocale)).toBe('fr');
});

it('follows the system where no theme was chosen', async () => {
  const browser = new Browser();
  expect(await browser.does(currentTheme)).toBe('system');
  browser.cookies.set(themeCookie, 'dark');
  expect(await browser.does(currentTheme)).toBe('dark');
  browser.cookies.set(themeCookie, 'dark" onload="x');
  expect(await browser.does(currentTheme)).toBe('system');
});

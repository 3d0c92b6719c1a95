import { expect, it } from 'vitest';
import { formatPlural } from './format-plural';

const forms = { one: '{count} client', other: '{count} clients' };

it.each([
  ['en', 0, '0 clients'],
  ['en', 1, '1 client'],
  ['en', 10_000, '10,000 clients'],
  ['fr', 0, '0 client'],
  ['fr', 1, '1 client'],
  ['fr', 10_000, '10\u202f000 clients'],
])('in %s, %i is put as %j', (locale, count, text) => {
  expect(formatPlural(locale, forms, count)).toBe(text);
});

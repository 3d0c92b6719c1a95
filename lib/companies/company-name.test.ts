import { expect, it } from 'vitest';
import { sanitizeCompanyName } from './company-name';

it.each([
  ["O'Brien & Sons, Ltd. (UK)", "O'Brien & Sons, Ltd. UK", ['(', ')'], null],
  ['  Two   spaces ', 'Two spaces', [], null],
  ['Who? Me! @home - 24,7.', 'Who? Me! @home - 24,7.', [], null],
  ['L’Épicerie', "L'picerie", ['É'], "L'Epicerie"],
  ['Socie\u0301te\u0301', 'Socit', ['é'], 'Societe'],
  ['日本', '', ['日', '本'], null],
  ['<b>x</b>; "y" 😀', 'bxb y', ['<', '>', '/', ';', '"', '😀'], null],
])('of “%s” Codat keeps “%s”', (typed, name, dropped, withoutAccents) => {
  expect(sanitizeCompanyName(typed)).toEqual({ name, dropped, withoutAccents });
});

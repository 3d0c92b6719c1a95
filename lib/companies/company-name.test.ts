import { expect, it } from 'vitest';
import { sanitizeCompanyName } from './company-name';

it.each([
  {
    typed: "O'Brien & Sons, Ltd. (UK)",
    name: "O'Brien & Sons, Ltd. UK",
    dropped: ['(', ')'],
    withoutAccents: null,
  },
  { typed: '  Two   spaces ', name: 'Two spaces', dropped: [], withoutAccents: null },
  { typed: 'Who? Me! @home - 24,7.', name: 'Who? Me! @home - 24,7.', dropped: [], withoutAccents: null },
  { typed: 'L’Épicerie', name: "L'picerie", dropped: ['É'], withoutAccents: "L'Epicerie" },
  { typed: 'Socie\u0301te\u0301', name: 'Socit', dropped: ['é'], withoutAccents: 'Societe' },
  { typed: '日本', name: '', dropped: ['日', '本'], withoutAccents: null },
  {
    typed: '<b>x</b>; "y" 😀',
    name: 'bxb y',
    dropped: ['<', '>', '/', ';', '"', '😀'],
    withoutAccents: null,
  },
])('of $typed Codat keeps $name', ({ typed, ...kept }) => {
  expect(sanitizeCompanyName(typed)).toEqual(kept);
});

import { expect, it } from 'vitest';
import { findPasswordTrouble } from './password-rules';

const account = ['Ada Lovelace', 'ada.lovelace@lender.example'];

it.each([
  ['', 'short'],
  ['abc', 'short'],
  ['élevendig🎉', 'short'],
  ['x'.repeat(129), 'long'],
  ['Password123!', 'common'],
  ['passwordpassword', 'common'],
  ['123456789012', 'common'],
  ['000000000000', 'common'],
  ['aaaaaaaaaaaaa', 'common'],
  ['abababababab', 'common'],
  ['qwertyuiop123', 'common'],
  ['Azertyuiop2024!', 'common'],
  ['abcdefghijklm', 'common'],
  ['!!!Welcome2026', 'common'],
  ['Motdepasse2026', 'common'],
  ['ada lovelace1', 'account'],
  ['ADA.LOVELACE@lender.example', 'account'],
  ['ada.lovelace99', 'account'],
  ['correct horse battery', null],
  ['            a b c', null],
  ['twelve chars', null],
  ['𝓾𝓷𝓲𝓬𝓸𝓭𝓮 is fine', null],
  ['9f!kq2-vz81x', null],
  ['839172046518', null],
])('says of “%s”: %s', (password, trouble) => {
  expect(findPasswordTrouble(password, account)).toBe(trouble);
});

it('does not take a name of three letters for a likeness', () => {
  expect(findPasswordTrouble('bob and a horse', ['Bob'])).toBeNull();
});

// A password is acceptable by its length, and if it isn't among the first that anyone would try. Any character may be in it.

export const shortestPassword = 12;
export const longestPassword = 128;

export type PasswordTrouble = 'short' | 'long' | 'common' | 'account';

/** Begin passwords that stand in every list of guesses. */
const commonWords = [
  ...['password', 'passwort', 'motdepasse', 'passw0rd', 'p@ssword', 'p@ssw0rd', 'welcome', 'bienvenue'],
  ...['letmein', 'changeme', 'iloveyou', 'jetaime', 'monkey', 'dragon', 'football', 'baseball', 'sunshine'],
  ...['princess', 'superman', 'batman', 'trustno1', 'whatever', 'starwars', 'master', 'shadow', 'michael'],
  ...['jennifer', 'jordan', 'ashley', 'admin', 'administrator', 'administrateur', 'root', 'user', 'test'],
  ...[
    'default',
    'secret',
    'hello',
    'bonjour',
    'soleil',
    'doudou',
    'azerty',
    'qwerty',
    'switchboard',
    'codat',
  ],
  ...['summer', 'winter', 'spring', 'autumn', 'january', 'company', 'login', 'access', 'freedom'],
];
const rows = [
  ...['abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', 'azertyuiopqsdfghjklmwxcvbn'],
  ...['12345678901234567890', '1q2w3e4r5t6y7u8i9o0p', '1qaz2wsx3edc4rfv5tgb6yhn', 'qazwsxedcrfvtgbyhnujm'],
];

/** `account` are the texts that belong to the user, such as the name and the address. */
export function findPasswordTrouble(password: string, account: readonly string[]): PasswordTrouble | null {
  // Counted as a person counts: an emoji is one character.
  if ([...password].length < shortestPassword) return 'short';
  if (password.length > longestPassword) return 'long';
  const core = coreOf(password) || password;
  if (isRepeated(core) || isInRow(core) || commonWords.includes(halve(core))) return 'common';
  const own = account.flatMap((text) => [coreOf(text), coreOf(text.split('@')[0] ?? '')]);
  return own.some((text) => text.length > 3 && core === text) ? 'account' : null;
}

/** Returns what is left without case, and without the digits and signs that are put at both ends to satisfy a rule. */
function coreOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

function isRepeated(core: string): boolean {
  return new Set(core).size <= 2;
}

function isInRow(core: string): boolean {
  return rows.some((row) => row.repeat(2).includes(core));
}

/** Returns the word that is said twice or more often, or the text itself. */
function halve(core: string): string {
  return /^(.+?)\1+$/u.exec(core)?.[1] ?? core;
}

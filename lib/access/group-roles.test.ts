import { describe, expect, it } from 'vitest';
import { highestRole, parseGroupRoles } from './group-roles';

const pairsOf = (text: string) => {
  const parsed = parseGroupRoles(text);
  return parsed && Object.fromEntries(parsed);
};

describe('the groups and their roles', () => {
  it('are pairs by commas, with white space around them', () => {
    expect(pairsOf('admins=Administrator')).toEqual({ admins: 'Administrator' });
    expect(pairsOf(' a b = Developer ,\n c=Analyst, ')).toEqual({ 'a b': 'Developer', c: 'Analyst' });
  });

  it('may be names that hold commas and equals signs', () => {
    expect(pairsOf('CN=Admins,OU=Groups,DC=lender=Administrator,CN=Staff,DC=lender=Analyst')).toEqual({
      'CN=Admins,OU=Groups,DC=lender': 'Administrator',
      'CN=Staff,DC=lender': 'Analyst',
    });
  });

  it.each([
    ['nothing', ''],
    ['no role', 'admins'],
    ['an unknown role', 'admins=Owner'],
    ['a role in lower case', 'admins=administrator'],
    ['no group', '=Analyst'],
    ['a pair without a role at the end', 'admins=Administrator,staff'],
    ['a group twice', 'admins=Administrator,admins=Analyst'],
  ])('are refused with %s', (_, text) => {
    expect(parseGroupRoles(text)).toBeNull();
  });

  it('give the highest role of a user’s groups, in whichever order they are written, and none without a match', () => {
    const given = parseGroupRoles('a=Analyst,z=Administrator,d=Developer') ?? new Map();
    expect(highestRole(['a', 'd', 'unknown'], given)).toBe('Developer');
    expect(highestRole(['z', 'a'], given)).toBe('Administrator');
    expect(highestRole(['A', 'unknown', ''], given)).toBeNull();
    expect(highestRole([], given)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { EnvError, parseEnv } from '../env';
import { oidcSettings } from '../testing/oidc/hostile-issuer';

const issuer = 'https://issuer.example/tenant';
const complete = oidcSettings(issuer);

function problemsOf(changes: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseEnv({ ...complete, ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return error.problems.map((problem) => problem.split(':')[0] ?? '');
  }
}

describe('the variables of OpenID Connect', () => {
  it('may all be absent, and are complete with four of them', () => {
    expect(parseEnv({}).oidc).toBeNull();
    const { OIDC_NAME: _, ...needed } = complete;
    expect(parseEnv(needed).oidc).toMatchObject({ issuer, name: 'issuer.example', isLoopback: false });
    expect(parseEnv({ OIDC_GROUPS_CLAIM: 'roles' }).oidc).toBeNull();
  });

  it.each(['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_GROUP_ROLES'])(
    'name %s as missing, for an issuer that is half set would let no one in',
    (name) => {
      expect(problemsOf({ [name]: '' })).toEqual([name]);
    },
  );

  it.each([
    'http://issuer.example',
    'http://127.0.0.1.example.com',
    'ftp://issuer.example',
    'https://issuer.example/?tenant=a',
    'https://issuer.example/#a',
    'issuer.example',
  ])('refuse the issuer %s', (OIDC_ISSUER) => {
    expect(new Set(problemsOf({ OIDC_ISSUER }))).toEqual(new Set(['OIDC_ISSUER']));
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost:8080/realms/a', 'https://issuer.example'])(
    'take the issuer %s, to the letter',
    (OIDC_ISSUER) => {
      expect(parseEnv({ ...complete, OIDC_ISSUER }).oidc?.issuer).toBe(OIDC_ISSUER);
    },
  );

  it('refuse groups and scopes that can’t work', () => {
    expect(problemsOf({ OIDC_GROUP_ROLES: 'admins=Owner' })).toEqual(['OIDC_GROUP_ROLES']);
    expect(problemsOf({ OIDC_SCOPE: 'email profile' })).toEqual(['OIDC_SCOPE']);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvError, isSafeCodatAddress, parseEnv } from './env';

const local = { CODAT_LOCAL: '1', CODAT_API_URL: 'http://127.0.0.1:4010' };
const production = { NODE_ENV: 'production', DATA_DIR: '/var/lib/switchboard' };

function problemsOf(source: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseEnv(source);
    return [];
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return error.problems;
  }
}

function namesIn(problems: readonly string[]): string[] {
  return problems.map((problem) => problem.split(':')[0] ?? '').sort();
}

describe('the environment', () => {
  it('may be empty: every name has a safe preset', () => {
    expect(parseEnv({})).toMatchObject({
      production: false,
      port: 3000,
      secureCookies: false,
      databaseUrl: null,
      vaultKeys: null,
      admin: { email: 'admin@example.com', password: null },
      codat: { key: null, url: 'https://api.codat.io', local: false },
      sessionIdleMs: 30 * 60_000,
      sessionMaxMs: 8 * 3_600_000,
      snapshotAgeMs: 5_000,
      trustedProxyHops: 0,
    });
  });

  it('takes an empty value for an absent one', () => {
    const empty = { PORT: '', DATABASE_URL: '', APP_URL: '', CODAT_API_KEY: '', ADMIN_PASSWORD: '' };
    expect(parseEnv(empty)).toEqual(parseEnv({}));
  });

  it('reads the former name of a variable if the present one is unset, and names it in a problem', () => {
    const [former, present] = [{ SETTLE_DELAY_MS: '70' }, { READ_BACK_DELAY_MS: '80' }];
    expect(parseEnv({}).readBackDelayMs).toBe(2_000);
    expect(parseEnv(former).readBackDelayMs).toBe(70);
    expect(parseEnv({ ...former, READ_BACK_DELAY_MS: '' }).readBackDelayMs).toBe(70);
    expect(parseEnv({ ...former, ...present }).readBackDelayMs).toBe(80);
    expect(namesIn(problemsOf({ SETTLE_DELAY_MS: 'soon' }))).toEqual(['SETTLE_DELAY_MS']);
    expect(namesIn(problemsOf({ SETTLE_DELAY_MS: 'soon', READ_BACK_DELAY_MS: 'later' }))).toEqual([
      'READ_BACK_DELAY_MS',
    ]);
  });

  it('names every wrong variable at once', () => {
    const problems = problemsOf({
      NODE_ENV: 'staging',
      PORT: '70000',
      APP_URL: 'https://portal.example.com/path',
      DATABASE_URL: 'mysql://localhost/switchboard',
      ADMIN_EMAIL: 'nobody',
      ADMIN_PASSWORD: 'short',
      VAULT_KEYS: 'c2hvcnQ=',
      CODAT_API_URL: 'ftp://codat.example',
      CODAT_LOCAL: 'yes',
      CODAT_TIMEOUT_MS: '1.5',
      SESSION_IDLE_SECONDS: '0',
      TRUSTED_PROXY_HOPS: 'one',
    });
    expect(namesIn(problems)).toEqual([
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
      'APP_URL',
      'CODAT_API_URL',
      'CODAT_LOCAL',
      'CODAT_TIMEOUT_MS',
      'DATABASE_URL',
      'NODE_ENV',
      'PORT',
      'SESSION_IDLE_SECONDS',
      'TRUSTED_PROXY_HOPS',
      'VAULT_KEYS',
    ]);
  });

  it('names an invalid address along with everything else', () => {
    expect(namesIn(problemsOf({ APP_URL: 'nope', CODAT_API_URL: 'nope', ADMIN_PASSWORD: 'short' }))).toEqual([
      'ADMIN_PASSWORD',
      'APP_URL',
      'CODAT_API_URL',
    ]);
  });

  it('never repeats a value that may be a secret', () => {
    const secrets = { ADMIN_PASSWORD: 'hunter2', VAULT_KEYS: 'aHVudGVyMg==', DATABASE_URL: 'u:hunter2@host' };
    expect(problemsOf(secrets)).toHaveLength(3);
    expect(problemsOf(secrets).join()).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it('gives the first of several vault keys first', () => {
    const keys = [1, 2].map((byte) => Buffer.alloc(32, byte));
    const joined = keys.map((key) => key.toString('base64')).join(',');
    expect(parseEnv({ VAULT_KEYS: joined }).vaultKeys).toEqual(keys);
  });

  it('cuts the slashes off the end of Codat’s address, which paths are put behind', () => {
    expect(parseEnv({ CODAT_API_URL: 'https://api.codat.io//' }).codat.url).toBe('https://api.codat.io');
  });
});

describe('the stand-ins for the providers', () => {
  const plaid = 'http://127.0.0.1:4010/plaid';
  const stripe = 'http://localhost:4010/stripe';

  it('are none without a local Codat: the providers themselves are asked', () => {
    expect(parseEnv(production).standIns).toBeNull();
  });

  it('are part of a local Codat, or where they are said to be on this machine', () => {
    expect(parseEnv(local).standIns).toEqual({ plaid, stripe: 'http://127.0.0.1:4010/stripe' });
    const named = { PLAID_BASE_URL: 'http://[::1]:1/', STRIPE_BASE_URL: stripe };
    expect(parseEnv({ ...local, ...named }).standIns).toEqual({ plaid: 'http://[::1]:1', stripe });
  });

  it.each([production, {}])('are refused without a local Codat (%o)', (mode) => {
    const named = { PLAID_BASE_URL: plaid, STRIPE_BASE_URL: stripe };
    expect(namesIn(problemsOf({ ...mode, ...named }))).toEqual(['PLAID_BASE_URL', 'STRIPE_BASE_URL']);
    expect(problemsOf({ ...mode, ...local, ...named })).toEqual([]);
  });

  it.each(['https://sandbox.plaid.com', 'http://127.0.0.1.example.com', 'https://192.0.2.1'])(
    'are never on another machine, such as %s',
    (address) => {
      const named = { PLAID_BASE_URL: address, STRIPE_BASE_URL: address };
      expect(namesIn(problemsOf({ ...local, ...named }))).toEqual(['PLAID_BASE_URL', 'STRIPE_BASE_URL']);
    },
  );

  it('get at most eight seconds', () => {
    expect(parseEnv({}).providerTimeoutMs).toBe(8_000);
    expect(namesIn(problemsOf({ PROVIDER_TIMEOUT_MS: '8001' }))).toEqual(['PROVIDER_TIMEOUT_MS']);
  });
});

describe('the origins that may write', () => {
  it('are the three names of this machine where none is set', () => {
    expect(parseEnv({ PORT: '4000' }).origins).toEqual([
      'http://localhost:4000',
      'http://127.0.0.1:4000',
      'http://[::1]:4000',
    ]);
  });

  it('are the one that is set, as a browser spells it', () => {
    const { origins, secureCookies } = parseEnv({ APP_URL: 'https://Portal.Example.com:443/' });
    expect(origins).toEqual(['https://portal.example.com']);
    expect(secureCookies).toBe(true);
  });

  it.each(['0.0.0.0', '192.0.2.1', 'portal.example.com', '::', '1.127.0.0'])(
    'must be set where the server listens on %s',
    (HOST) => {
      expect(namesIn(problemsOf({ HOST }))).toEqual(['APP_URL']);
      expect(problemsOf({ HOST, APP_URL: 'https://portal.example.com' })).toEqual([]);
    },
  );

  it.each(['127.0.0.1', 'localhost', '::1', '127.1.2.3'])('need not be set on %s', (HOST) => {
    expect(problemsOf({ HOST })).toEqual([]);
  });
});

describe('plain http beyond this machine', () => {
  const APP_URL = 'http://switchboard.example.com:3000';

  it.each(['', '0'])('is refused, with what to do about it (%j)', (ALLOW_INSECURE_HTTP) => {
    const problems = problemsOf({ APP_URL, HOST: '0.0.0.0', ALLOW_INSECURE_HTTP });
    expect(namesIn(problems)).toEqual(['APP_URL']);
    expect(problems[0]).toMatch(/https address.*reverse proxy.*ALLOW_INSECURE_HTTP=1/);
  });

  it('can be allowed, and is known for what it is', () => {
    expect(parseEnv({ APP_URL, ALLOW_INSECURE_HTTP: '1' })).toMatchObject({
      insecureHttp: true,
      secureCookies: false,
    });
  });

  it.each([
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://[::1]:3000',
    'https://switchboard.example.com',
  ])('is not what %s is', (address) => {
    expect(parseEnv({ APP_URL: address }).insecureHttp).toBe(false);
    expect(parseEnv({ APP_URL: address, ALLOW_INSECURE_HTTP: '1' }).insecureHttp).toBe(false);
  });

  it('has many spellings', () => {
    expect(namesIn(problemsOf({ APP_URL: 'HTTP://192.0.2.1' }))).toEqual(['APP_URL']);
    expect(namesIn(problemsOf({ APP_URL: ' http://192.0.2.1' }))).toEqual(['APP_URL']);
    expect(namesIn(problemsOf({ ACTIVITY_ANCHOR_URL: ' http://192.0.2.1' }))).toEqual([
      'ACTIVITY_ANCHOR_URL',
    ]);
    expect(namesIn(problemsOf({ APP_URL: 'http://127.0.0.1.example.com' }))).toEqual(['APP_URL']);
    expect(namesIn(problemsOf({ APP_URL: 'http://localhost@192.0.2.1' }))).toEqual(['APP_URL']);
  });
});

describe('https', () => {
  it.each(['https://switchboard.example', 'HTTPS://switchboard.example', ' https://switchboard.example'])(
    'binds cookies to it, however the address is spelt: %j',
    (APP_URL) => {
      expect(parseEnv({ APP_URL })).toMatchObject({ secureCookies: true, insecureHttp: false });
    },
  );
});

describe('the vault’s keys in a file', () => {
  const keys = [1, 2].map((byte) => Buffer.alloc(32, byte));

  function problemsOfFile(content: string, more: Readonly<Record<string, string>>): readonly string[] {
    const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-'));
    const file = path.join(folder, 'vault.key');
    writeFileSync(file, content);
    try {
      return problemsOf({ ...more, VAULT_KEYS_FILE: file });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it.each(['\n', ','])('are those of VAULT_KEYS, or of a vault.key, divided by %j', (between) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-'));
    const file = path.join(folder, 'vault.key');
    writeFileSync(file, `${keys.map((key) => key.toString('base64')).join(between)}\n`);
    expect(parseEnv({ VAULT_KEYS_FILE: file }).vaultKeys).toEqual(keys);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['an empty file', { content: '\n', more: {} }, 'VAULT_KEYS_FILE'],
    ['a file of no keys', { content: 'c2hvcnQ=', more: {} }, 'VAULT_KEYS'],
    [
      'a file beside the variable',
      { content: Buffer.alloc(32, 1).toString('base64'), more: { VAULT_KEYS: 'AAAA' } },
      'VAULT_KEYS_FILE',
    ],
  ])('are refused in %s, and no other key takes their place', (_what, { content, more }, named) => {
    expect(namesIn(problemsOfFile(content, more))).toContain(named);
  });

  it('are refused where there is no file', () => {
    expect(problemsOf({ VAULT_KEYS_FILE: '/nowhere/vault.key' })).toEqual([
      "VAULT_KEYS_FILE: /nowhere/vault.key can't be read",
    ]);
  });
});

describe('in production', () => {
  it('a data folder must be named in full, for the server changes its own', () => {
    expect(namesIn(problemsOf({ ...production, DATA_DIR: 'data' }))).toEqual(['DATA_DIR']);
    expect(problemsOf(production)).toEqual([]);
  });

  it.each([
    'local-emulator-key',
    'local-emulator-key-2',
    'changeme',
    'change-me',
    'your-codat-api-key',
    'YOUR_API_KEY',
    'xxxx',
    'example',
  ])('the example “%s” is no key for Codat', (CODAT_API_KEY) => {
    expect(namesIn(problemsOf({ ...production, CODAT_API_KEY }))).toEqual(['CODAT_API_KEY']);
    expect(problemsOf({ CODAT_API_KEY })).toEqual([]);
    expect(problemsOf({ ...production, ...local, CODAT_API_KEY })).toEqual([]);
  });

  it.each(['https://localhost', 'http://127.0.0.1:4010', 'https://[::1]'])(
    'Codat is not at %s, unless a local one is meant',
    (CODAT_API_URL) => {
      expect(namesIn(problemsOf({ ...production, CODAT_API_URL }))).toEqual(['CODAT_API_URL']);
      expect(problemsOf({ ...production, CODAT_API_URL, CODAT_LOCAL: '1' })).toEqual([]);
    },
  );

  it('no key travels in clear to another machine, whatever is meant', () => {
    const CODAT_API_URL = 'http://api.codat.io';
    expect(namesIn(problemsOf({ ...production, CODAT_API_URL }))).toEqual(['CODAT_API_URL']);
    expect(namesIn(problemsOf({ ...production, CODAT_API_URL, CODAT_LOCAL: '1' }))).toEqual(['CODAT_LOCAL']);
  });

  it('a name that begins like an address of this machine is one of another machine', () => {
    const CODAT_API_URL = 'http://127.0.0.1.example.com';
    expect(namesIn(problemsOf({ ...production, CODAT_API_URL }))).toEqual(['CODAT_API_URL']);
    expect(namesIn(problemsOf({ ...production, CODAT_API_URL, CODAT_LOCAL: '1' }))).toEqual(['CODAT_LOCAL']);
    expect(isSafeCodatAddress(CODAT_API_URL, true)).toBe(false);
    expect(namesIn(problemsOf({ ...production, HOST: '127.0.0.1.example.com' }))).toEqual(['APP_URL']);
  });

  it('a local Codat says where it is', () => {
    expect(namesIn(problemsOf({ ...production, CODAT_LOCAL: '1' }))).toEqual(['CODAT_LOCAL']);
    expect(
      namesIn(problemsOf({ ...production, CODAT_LOCAL: '1', CODAT_API_URL: 'https://api.codat.io' })),
    ).toEqual(['CODAT_LOCAL']);
  });

  it('every problem is named, whether it rests on one variable or several', () => {
    expect(namesIn(problemsOf({ ...production, PORT: 'abc', HOST: '0.0.0.0' }))).toEqual(['APP_URL', 'PORT']);
  });

  it('takes no text for an address that is none', () => {
    expect(isSafeCodatAddress('api.codat.io', true)).toBe(false);
    expect(isSafeCodatAddress('https://api.codat.io', false)).toBe(true);
  });
});

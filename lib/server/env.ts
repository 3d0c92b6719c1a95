import 'server-only';

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import type { GroupRoles } from '@/lib/access/group-roles';
import { formerNames, variables } from './env-variables';
import { processSingleton } from './process-singleton';

// The only reader of the process's environment. Parsed once, at the first need, never at import time, so that
// a build needs no configuration. Every missing or wrong name is reported in one go.

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
const exampleKeys =
  /^(local-emulator-key(-2)?|change-?me|your[-_]?(codat[-_]?)?(api[-_]?)?key|x+|example.*)$/i;
const dayMs = 24 * 60 * 60_000;
const publicCodatApi = 'https://api.codat.io';

export type Env = {
  readonly production: boolean;
  readonly port: number;
  /** The public origins a browser may write from; the first one is the address we print and redirect to. */
  readonly origins: readonly [string, ...string[]];
  readonly secureCookies: boolean;
  /** Whether people come over plain http from other machines, where anyone in between can read along. */
  readonly insecureHttp: boolean;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly allowsUnsafePostgres: boolean;
  /** Instead of the vault's key file: the first one seals, all of them open. */
  readonly vaultKeys: readonly Buffer[] | null;
  readonly admin: { readonly email: string; readonly password: string | null };
  readonly codat: { readonly key: string | null; readonly url: string; readonly local: boolean };
  /** The addresses of the providers' stand-ins, with a local Codat; null means the providers themselves. */
  readonly standIns: { readonly plaid: string; readonly stripe: string } | null;
  readonly providerTimeoutMs: number;
  readonly codatTimeoutMs: number;
  readonly pageTimeoutMs: number;
  readonly readBackDelayMs: number;
  readonly snapshotAgeMs: number;
  readonly companiesAgeMs: number;
  readonly breakerPauseMs: number;
  readonly sessionIdleMs: number;
  readonly sessionMaxMs: number;
  readonly trustedProxyHops: number;
  /** Null: no anchors are made, and nothing is purged. */
  readonly activity: { readonly anchorUrl: string | null; readonly retentionMs: number | null };
  /** Null: no mail is sent. */
  readonly mail: { readonly url: URL; readonly from: string; readonly requiresTls: boolean } | null;
  /** Null: users sign in by password alone. */
  readonly oidc: OidcEnv | null;
};

export type OidcEnv = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly groupRoles: GroupRoles;
  readonly groupsClaim: string;
  readonly scope: string;
  /** For the button of the sign-in page. */
  readonly name: string;
  readonly timeoutMs: number;
  /** An issuer on this machine, over plain http. */
  readonly isLoopback: boolean;
};

/** Carries one line a problem, each naming its variable: what `npm start` prints before it gives up. */
export class EnvError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'EnvError';
  }
}

export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const { renamed, givenNameOf } = withPresentNames(set);
  const { present, fileProblems } = withKeysFile(renamed);
  const parsed = variables.safeParse(present);
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => `${givenNameOf(issue.path.join('.'))}: ${issue.message}`),
    ...fileProblems,
    ...addressProblems(present),
    ...codatProblems(present),
    ...standInProblems(present),
    ...mailProblems(present),
    ...oidcProblems(present),
    ...anchorProblems(present),
  ];
  if (!parsed.success || problems.length > 0) throw new EnvError(problems);
  const { data } = parsed;

  return {
    production: data.NODE_ENV === 'production',
    port: data.PORT,
    origins: data.APP_URL ? [new URL(data.APP_URL).origin] : loopbackOrigins(data.PORT),
    secureCookies: protocolOf(data.APP_URL) === 'https:',
    insecureHttp: isInsecure(data.APP_URL),
    dataDir: path.resolve(data.DATA_DIR),
    databaseUrl: data.DATABASE_URL ?? null,
    allowsUnsafePostgres: data.ALLOW_UNSAFE_POSTGRES === '1',
    vaultKeys: data.VAULT_KEYS ?? null,
    admin: { email: data.ADMIN_EMAIL.toLowerCase(), password: data.ADMIN_PASSWORD ?? null },
    codat: {
      key: data.CODAT_API_KEY ?? null,
      url: (data.CODAT_API_URL ?? publicCodatApi).replace(/\/+$/, ''),
      local: data.CODAT_LOCAL === '1',
    },
    standIns: data.CODAT_LOCAL === '1' ? standIns(data) : null,
    providerTimeoutMs: data.PROVIDER_TIMEOUT_MS,
    codatTimeoutMs: data.CODAT_TIMEOUT_MS,
    pageTimeoutMs: data.PAGE_TIMEOUT_MS,
    readBackDelayMs: data.READ_BACK_DELAY_MS,
    snapshotAgeMs: data.SNAPSHOT_AGE_MS,
    companiesAgeMs: data.COMPANIES_AGE_MS,
    breakerPauseMs: data.BREAKER_PAUSE_MS,
    sessionIdleMs: data.SESSION_IDLE_SECONDS * 1000,
    sessionMaxMs: data.SESSION_MAX_SECONDS * 1000,
    trustedProxyHops: data.TRUSTED_PROXY_HOPS,
    activity: {
      anchorUrl: data.ACTIVITY_ANCHOR_URL ?? null,
      retentionMs: data.ACTIVITY_RETENTION_DAYS ? data.ACTIVITY_RETENTION_DAYS * dayMs : null,
    },
    mail: toMail(data),
    oidc: toOidc(data),
  };
}

const parsedOnce = processSingleton('env', () => parseEnv(process.env));

export function env(): Env {
  return parsedOnce.get();
}

/** next-auth 4 takes its own address from the environment alone. */
export function exportNextAuthAddress(): void {
  process.env.NEXTAUTH_URL = env().origins[0];
}

/** Secrets may travel in clear text only to this machine, and only where the operator says that it is meant. */
export function isSafeCodatAddress(address: string, local: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return isLoopback(url.hostname) ? local : url.protocol === 'https:';
}

type Variables = Readonly<Record<string, string | undefined>>;

// These rest on several variables at once, and on their text as it is: a wrong one elsewhere must not hide them.

function addressProblems({ APP_URL, HOST, NODE_ENV, DATA_DIR, ALLOW_INSECURE_HTTP }: Variables): string[] {
  const problems: string[] = [];
  if (!APP_URL && HOST && !isLoopback(HOST)) {
    problems.push(
      `APP_URL: needed when HOST (${HOST}) is reachable from other machines; set it to the address people open, such as https://switchboard.example.com`,
    );
  }
  if (isInsecure(APP_URL) && ALLOW_INSECURE_HTTP !== '1') {
    problems.push(
      'APP_URL: is plain http beyond this machine, where passwords can be read on the way and browsers withhold what the pages need; set it to an https address (the one of the reverse proxy, if TLS ends there), or ALLOW_INSECURE_HTTP=1 on a network that you trust',
    );
  }
  if (NODE_ENV === 'production' && !path.isAbsolute(DATA_DIR ?? '')) {
    problems.push('DATA_DIR: must be an absolute path in production (npm start makes it one)');
  }
  return problems;
}

function codatProblems({ NODE_ENV, CODAT_LOCAL, CODAT_API_URL, CODAT_API_KEY }: Variables): string[] {
  const local = CODAT_LOCAL === '1';
  const problems: string[] = [];
  if (local && !(CODAT_API_URL && isLoopbackAddress(CODAT_API_URL))) {
    problems.push('CODAT_LOCAL: is for a Codat on this machine; CODAT_API_URL must be its loopback address');
  }
  if (NODE_ENV !== 'production' || local) return problems;
  if (CODAT_API_URL && !isSafeCodatAddress(CODAT_API_URL, false)) {
    problems.push(
      'CODAT_API_URL: must be an https address of another machine (CODAT_LOCAL=1 allows one on this machine)',
    );
  }
  if (CODAT_API_KEY && exampleKeys.test(CODAT_API_KEY)) {
    problems.push(
      'CODAT_API_KEY: is an example, not a key; copy yours from Codat Portal > Developers > API keys',
    );
  }
  return problems;
}

/** Someone who could set these for a real Codat would be sent the keys that are tested. */
function standInProblems(present: Variables): string[] {
  return ['PLAID_BASE_URL', 'STRIPE_BASE_URL'].flatMap((name) => {
    const address = present[name];
    if (!address || (present.CODAT_LOCAL === '1' && isLoopbackAddress(address))) return [];
    return [`${name}: is for a stand-in on this machine, at a loopback address and with CODAT_LOCAL=1`];
  });
}

function mailProblems({ SMTP_URL, MAIL_FROM }: Variables): string[] {
  return SMTP_URL && !MAIL_FROM
    ? ['MAIL_FROM: needed with SMTP_URL; set the address that mail comes from']
    : [];
}

function oidcProblems(present: Variables): string[] {
  const needed = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_GROUP_ROLES'];
  const given = needed.filter((name) => present[name]);
  const missing = given.length > 0 ? needed.filter((name) => !given.includes(name)) : [];
  const { OIDC_ISSUER: issuer } = present;
  const isUnsafe = issuer && URL.canParse(issuer) && !isSafeCodatAddress(issuer, true);
  return [
    ...missing.map((name) => `${name}: needed with ${given.join(', ')}`),
    ...(isUnsafe ? ['OIDC_ISSUER: must be an https address (or one of this machine, for a trial)'] : []),
    ...(issuer && /[?#]/.test(issuer) ? ['OIDC_ISSUER: must have no query and no fragment'] : []),
  ];
}

function toOidc(data: z.output<typeof variables>): OidcEnv | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = data;
  if (!issuer || !clientId || !clientSecret || !data.OIDC_GROUP_ROLES) return null;
  return {
    issuer,
    clientId,
    clientSecret,
    groupRoles: data.OIDC_GROUP_ROLES,
    groupsClaim: data.OIDC_GROUPS_CLAIM,
    scope: data.OIDC_SCOPE,
    name: data.OIDC_NAME ?? new URL(issuer).host,
    timeoutMs: data.OIDC_TIMEOUT_MS,
    isLoopback: isLoopback(new URL(issuer).hostname),
  };
}

/** Over plain http anyone in between could take an anchor away unseen. */
function anchorProblems({ ACTIVITY_ANCHOR_URL, CODAT_LOCAL }: Variables): string[] {
  if (!ACTIVITY_ANCHOR_URL || protocolOf(ACTIVITY_ANCHOR_URL) !== 'http:') return [];
  if (isLoopbackAddress(ACTIVITY_ANCHOR_URL) && CODAT_LOCAL === '1') return [];
  return ['ACTIVITY_ANCHOR_URL: must be an https address (CODAT_LOCAL=1 allows http on this machine)'];
}

/** Invitations and passwords' links may leave this machine only encrypted. */
function toMail({ SMTP_URL, MAIL_FROM }: z.output<typeof variables>): Env['mail'] {
  if (!SMTP_URL || !MAIL_FROM) return null;
  const url = new URL(SMTP_URL);
  return { url, from: MAIL_FROM, requiresTls: !isLoopback(url.hostname) };
}

/** With a local Codat no key leaves this machine, whatever else is set or forgotten. */
function standIns(data: z.output<typeof variables>) {
  const withoutSlash = (address: string) => address.replace(/\/+$/, '');
  const emulator = withoutSlash(data.CODAT_API_URL ?? publicCodatApi);
  return {
    plaid: withoutSlash(data.PLAID_BASE_URL ?? `${emulator}/plaid`),
    stripe: withoutSlash(data.STRIPE_BASE_URL ?? `${emulator}/stripe`),
  };
}

function isInsecure(address: string | undefined): boolean {
  return address !== undefined && protocolOf(address) === 'http:' && !isLoopbackAddress(address);
}

/** The parser forgives spaces and capitals, which a look at the text would have to know of. */
function protocolOf(address: string | undefined): string | null {
  return address !== undefined && URL.canParse(address) ? new URL(address).protocol : null;
}

/** A problem names the variable that the operator has set. */
function withPresentNames(set: Variables): { renamed: Variables; givenNameOf: (name: string) => string } {
  const given = new Map(
    Object.entries(formerNames).filter(([name, former]) => !(name in set) && former in set),
  );
  const values = [...given].map(([name, former]) => [name, set[former]]);
  return {
    renamed: { ...set, ...Object.fromEntries(values) },
    givenNameOf: (name) => given.get(name) ?? name,
  };
}

/** Secret stores hand a secret over as a file: systemd's credentials, the secrets of Docker and Kubernetes. */
function withKeysFile(set: Variables): { present: Variables; fileProblems: string[] } {
  const { VAULT_KEYS_FILE: file, VAULT_KEYS } = set;
  if (!file) return { present: set, fileProblems: [] };
  const refuse = (why: string) => ({ present: set, fileProblems: [`VAULT_KEYS_FILE: ${why}`] });
  if (VAULT_KEYS) return refuse('is set beside VAULT_KEYS; set one of them');
  try {
    const keys = readFileSync(file, 'utf8')
      .split(/[\s,]+/)
      .filter(Boolean);
    if (keys.length === 0) return refuse(`${file} is empty`);
    return { present: { ...set, VAULT_KEYS: keys.join(',') }, fileProblems: [] };
  } catch {
    return refuse(`${file} can't be read`);
  }
}

function isLoopbackAddress(address: string): boolean {
  return URL.canParse(address) && isLoopback(new URL(address).hostname);
}

function isLoopback(host: string): boolean {
  return loopbackHosts.has(host) || /^127(\.\d{1,3}){3}$/.test(host);
}

function loopbackOrigins(port: number): [string, ...string[]] {
  return [`http://localhost:${port}`, `http://127.0.0.1:${port}`, `http://[::1]:${port}`];
}

import 'server-only';

import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type ServerMetadata,
} from 'openid-client';
import type { OidcEnv } from '../env';
import { logWarning } from '../log';
import { processSingleton } from '../process-singleton';
import { CallFailed, fetchBounded, isAllowedAddress } from './bounded-fetch';
import { refusal } from './refuse';

// The issuer's own description, read when a sign-in needs it and kept for a while. One reading serves all who wait, a
// failure is not repeated for some seconds, and a reading that can't be renewed serves for a day.

const freshMs = 10 * 60_000;
const usableMs = 24 * 60 * 60_000;
const pauseMs = 5_000;

type Known = {
  read: { readonly metadata: ServerMetadata; readonly at: number } | null;
  reading: Promise<ServerMetadata> | null;
  failedAt: number;
};

/** Plain data: openid-client knows its own objects only within one bundle. */
const known = processSingleton<Known>('oidc-issuer', () => ({
  read: null,
  reading: null,
  failedAt: Number.NEGATIVE_INFINITY,
}));
const configurations = new WeakMap<ServerMetadata, Configuration>();

/** Throws the refusal `unavailable` if the issuer can't be read, or is not the one that is configured. */
export async function requireIssuer(oidc: OidcEnv): Promise<Configuration> {
  const metadata = await readMetadata(oidc);
  const existing = configurations.get(metadata);
  if (existing) return existing;
  const configuration = new Configuration(metadata, oidc.clientId, {}, clientAuth(oidc));
  prepare(configuration, oidc);
  configurations.set(metadata, configuration);
  return configuration;
}

async function readMetadata(oidc: OidcEnv): Promise<ServerMetadata> {
  const cache = known.get();
  const now = performance.now();
  const age = cache.read ? now - cache.read.at : Number.POSITIVE_INFINITY;
  if (cache.read && age < freshMs) return cache.read.metadata;
  if (now - cache.failedAt >= pauseMs) {
    cache.reading ??= discover(oidc).finally(() => {
      cache.reading = null;
    });
    try {
      const metadata = await cache.reading;
      cache.read = { metadata, at: performance.now() };
      return metadata;
    } catch (error) {
      cache.failedAt = performance.now();
      logWarning('oidc-issuer-unavailable', { reason: reasonOf(error) });
    }
  }
  if (cache.read && age < usableMs) return cache.read.metadata;
  throw refusal('unavailable');
}

async function discover(oidc: OidcEnv): Promise<ServerMetadata> {
  const configuration = await discovery(new URL(oidc.issuer), oidc.clientId, {}, clientAuth(oidc), {
    [customFetch]: (address, call) => fetchBounded(address, call, oidc),
    execute: oidc.isLoopback ? [allowInsecureRequests] : [],
  });
  const metadata = JSON.parse(JSON.stringify(configuration.serverMetadata())) as ServerMetadata;
  // openid-client lets a slash at the end differ, and some issuers of several tenants.
  if (metadata.issuer !== oidc.issuer) throw new Error('the issuer names itself otherwise');
  // A browser is sent there, past the bounds of Switchboard's own calls.
  if (!isAllowedAddress(metadata.authorization_endpoint ?? '', oidc)) {
    throw new Error('the issuer leads to an address that is not https');
  }
  return metadata;
}

function prepare(configuration: Configuration, oidc: OidcEnv): void {
  configuration[customFetch] = (address, call) => fetchBounded(address, call, oidc);
  if (oidc.isLoopback) allowInsecureRequests(configuration);
  // Otherwise an ID token from the token endpoint would be believed for its TLS alone.
  enableNonRepudiationChecks(configuration);
}

/** Puts the secret into the header, as the standard presets it, unless the issuer takes a secret in the body alone. */
function clientAuth({ clientSecret }: OidcEnv): ClientAuth {
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const takesPostAlone = methods.includes('client_secret_post') && !methods.includes('client_secret_basic');
    return (takesPostAlone ? post : basic)(server, ...rest);
  };
}

/** Never the message, which may quote what the issuer sent. */
export function reasonOf(error: unknown): string {
  const chain = [error, error instanceof Error ? error.cause : undefined];
  return (
    chain
      .filter((link) => link instanceof Error)
      .flatMap(namesOf)
      .join(', ') || typeof error
  );
}

/** The words of the standard, such as `invalid_client`, name what to set right. */
const standardError = /^[a-z_]{1,40}$/;

function namesOf(error: Error & { readonly code?: unknown; readonly error?: unknown }): string[] {
  const name = typeof error.code === 'string' ? error.code : error.name;
  const isStandard = typeof error.error === 'string' && standardError.test(error.error);
  return isStandard ? [name, String(error.error)] : [name];
}

/** True for an issuer that is down, and false for one whose answer is wrong. */
export function isUnreachable(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof CallFailed && (cause.code === 'no-answer' || cause.code === 'server-error');
}
